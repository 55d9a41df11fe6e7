/** A request that the bank does not carry out; `status` is the HTTP status it answers with. */
export class Refusal extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
    this.reason = reason;
  }
}

"""The words of Hurl and what each takes, in tables; the grammar is that of Hurl 8.1.

Source: https://hurl.dev/docs/grammar.html and the pages on requests, filters and asserts.
"""

from __future__ import annotations

from enum import StrEnum


class Argument(StrEnum):
    """What a query or a filter takes after its name."""

    STRING = "a quoted string"
    REGEX = "a quoted string or a /regular expression/"
    INTEGER = "an integer"
    COOKIE = "a quoted cookie name"
    CERTIFICATE = "a certificate field"


QUERIES: dict[str, Argument | None] = {
    "status": None,
    "version": None,
    "url": None,
    "ip": None,
    "header": Argument.STRING,
    "cookie": Argument.COOKIE,
    "body": None,
    "rawbytes": None,
    "bytes": None,
    "xpath": Argument.STRING,
    "jsonpath": Argument.STRING,
    "regex": Argument.REGEX,
    "variable": Argument.STRING,
    "duration": None,
    "sha256": None,
    "md5": None,
    "certificate": Argument.CERTIFICATE,
    "redirects": None,
}

CERTIFICATE_FIELDS = (
    "Subject",
    "Issuer",
    "Start-Date",
    "Expire-Date",
    "Serial-Number",
    "Subject-Alt-Name",
    "Value",
)

COOKIE_ATTRIBUTES = (
    "value",
    "expires",
    "max-age",
    "domain",
    "path",
    "secure",
    "httponly",
    "samesite",
)

FILTERS: dict[str, tuple[Argument, ...]] = {
    "base64Decode": (),
    "base64Encode": (),
    "base64UrlSafeDecode": (),
    "base64UrlSafeEncode": (),
    "charsetDecode": (Argument.STRING,),
    "count": (),
    "dateFormat": (Argument.STRING,),
    "daysAfterNow": (),
    "daysBeforeNow": (),
    "decode": (Argument.STRING,),
    "first": (),
    "format": (Argument.STRING,),
    "htmlEscape": (),
    "htmlUnescape": (),
    "jsonpath": (Argument.STRING,),
    "last": (),
    "location": (),
    "nth": (Argument.INTEGER,),
    "regex": (Argument.REGEX,),
    "replace": (Argument.STRING, Argument.STRING),
    "replaceRegex": (Argument.REGEX, Argument.STRING),
    "split": (Argument.STRING,),
    "toDate": (Argument.STRING,),
    "toFloat": (),
    "toHex": (),
    "toInt": (),
    "toString": (),
    "urlDecode": (),
    "urlEncode": (),
    "urlQueryParam": (Argument.STRING,),
    "utf8Decode": (),
    "utf8Encode": (),
    "xpath": (Argument.STRING,),
}


class Operand(StrEnum):
    """What a predicate compares with."""

    NOTHING = "nothing"
    ANY = "a value"
    ORDERED = "a number, a string or a template"
    TEXT_OR_BYTES = "a string or bytes"
    REGEX = "a string or a /regular expression/"


PREDICATES: dict[str, Operand] = {
    "==": Operand.ANY,
    "!=": Operand.ANY,
    ">=": Operand.ORDERED,
    ">": Operand.ORDERED,
    "<=": Operand.ORDERED,
    "<": Operand.ORDERED,
    "startsWith": Operand.TEXT_OR_BYTES,
    "endsWith": Operand.TEXT_OR_BYTES,
    "contains": Operand.ANY,
    "includes": Operand.ANY,
    "matches": Operand.REGEX,
    "exists": Operand.NOTHING,
    "isBoolean": Operand.NOTHING,
    "isCollection": Operand.NOTHING,
    "isDate": Operand.NOTHING,
    "isEmpty": Operand.NOTHING,
    "isFloat": Operand.NOTHING,
    "isInteger": Operand.NOTHING,
    "isIpv4": Operand.NOTHING,
    "isIpv6": Operand.NOTHING,
    "isIsoDate": Operand.NOTHING,
    "isList": Operand.NOTHING,
    "isNumber": Operand.NOTHING,
    "isObject": Operand.NOTHING,
    "isString": Operand.NOTHING,
    "isUuid": Operand.NOTHING,
}

WORDED_PREDICATES = {
    "equals": "==",
    "notEquals": "!=",
    "greaterThanOrEquals": ">=",
    "greaterThan": ">",
    "lessThanOrEquals": "<=",
    "lessThan": "<",
}
"""The names of the operators before Hurl 6.1, still found in files."""


class OptionKind(StrEnum):
    """What an option takes."""

    BOOLEAN = "true or false"
    COUNT = "an integer, or -1 for no bound"
    NATURAL = "an integer that is not negative"
    DURATION = "a duration such as 500ms, 2s or 1m"
    TEXT = "text"
    FILE = "a file name"
    DEFINITION = "name=value"


_BOOLEANS = """compressed digest fail-with-body http1.0 http1.1 http2 http2-prior-knowledge http3
insecure ipv4 ipv6 location location-trusted negotiate netrc netrc-optional no-jsonpath-coercion
ntlm path-as-is skip verbose very-verbose"""
_TEXTS = """aws-sigv4 cert connect-to header netrc-file no-header pinnedpubkey proxy resolve
unix-socket user verbosity"""

OPTIONS: dict[str, OptionKind] = {
    **dict.fromkeys(_BOOLEANS.split(), OptionKind.BOOLEAN),
    **dict.fromkeys(_TEXTS.split(), OptionKind.TEXT),
    **dict.fromkeys(("cacert", "key", "output"), OptionKind.FILE),
    **dict.fromkeys(("max-redirs", "repeat", "retry"), OptionKind.COUNT),
    **dict.fromkeys(
        ("connect-timeout", "delay", "max-time", "retry-interval"), OptionKind.DURATION
    ),
    "limit-rate": OptionKind.NATURAL,
    "variable": OptionKind.DEFINITION,
}

REQUEST_SECTIONS = {
    "Query": "QueryStringParams",
    "QueryStringParams": "QueryStringParams",
    "Form": "FormParams",
    "FormParams": "FormParams",
    "Multipart": "MultipartFormData",
    "MultipartFormData": "MultipartFormData",
    "Cookies": "Cookies",
    "BasicAuth": "BasicAuth",
    "Options": "Options",
}
RESPONSE_SECTIONS = {"Captures": "Captures", "Asserts": "Asserts"}

VERSIONS = ("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3")
FUNCTIONS = ("newDate", "newUuid", "getEnv")
LANGUAGES = ("json", "xml", "graphql", "raw")
ATTRIBUTES = ("escape", "novariable")

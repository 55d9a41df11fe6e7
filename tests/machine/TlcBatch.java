import java.io.File;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;

/**
 * Runs TLC on many modules in one process, for starting Java costs more than checking a small one.
 * TLC keeps what it knows in static fields, so each module gets a class loader of its own.
 *
 * java TlcBatch.java tla2tools.jar FOLDER MODULE:CONFIGURATION[:FLAG] ...
 */
public class TlcBatch {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        URL[] jar = {new File(arguments[0]).toURI().toURL()};
        for (int i = 2; i < arguments.length; i++) {
            out.println("@@@ " + arguments[i]);
            try (URLClassLoader loader = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
                run(loader, arguments[1], arguments[i].split(":"));
            } catch (ReflectiveOperationException error) {
                out.println("@@@ failed: " + error.getCause());
            }
            System.setOut(out);
        }
        System.exit(0);
    }

    private static void run(ClassLoader loader, String folder, String[] parts) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        Class<?> type = loader.loadClass("tlc2.TLC");
        Class<?> resolving = loader.loadClass("util.FilenameToStream");
        Object resolver =
            loader.loadClass("util.SimpleFilenameToStream").getConstructor(String.class).newInstance(folder);
        Object tlc = type.getConstructor().newInstance();
        String metadata = folder + "/states-" + parts[1];
        String[] options = {"-workers", "1", "-metadir", metadata, "-config", parts[1], parts[0]};
        String[] more = {"-deadlock", "-workers", "1", "-metadir", metadata, "-config", parts[1], parts[0]};
        type.getMethod("handleParameters", String[].class).invoke(tlc, (Object) (parts.length > 2 ? more : options));
        type.getMethod("setResolver", resolving).invoke(tlc, resolver);
        type.getMethod("process").invoke(tlc);
    }
}

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Starts one node: Launcher HOME NAME=VALUE …, where each pair is a setting. */
public class Launcher {
    public static void main(String[] arguments) throws Exception {
        LogConfigurator.configureESLogging();
        Path home = Path.of(arguments[0]);
        var settings = Settings.builder().put("path.home", home.toString());
        for (int i = 1; i < arguments.length; i++) settings.put(arguments[i].split("=", 2)[0], arguments[i].split("=", 2)[1]);
        LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "WARN").build());
        var environment = InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), home.resolve("config"), () -> "test");
        var modules = PluginsLoader.loadModulesBundles(home.resolve("modules"));
        var plugins = PluginsLoader.loadPluginsBundles(home.resolve("plugins"));
        Node node = new Node(environment, PluginsLoader.createPluginsLoader(modules, plugins, Map.of()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { try { node.close(); } catch (Exception e) { e.printStackTrace(); } }));
        node.start();
        new CountDownLatch(1).await(); // the node's own threads keep no program running
    }
}

package io.tidegate.scan;

import io.tidegate.secret.Secret;
import java.util.LinkedHashMap;
import java.util.Map;

/// Collects the secrets that are moved out of sight, each for a file of its own.
final class Drawer {
    /// Where the files are, seen from the configuration.
    static final String FOLDER = ".tidegate/secrets/";

    private final Map<String, Secret> files = new LinkedHashMap<>();

    /// Puts a secret away and says how it is referred to.
    String put(String server, String key, String value) {
        String wanted = (server + "-" + key).replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        String name = wanted;
        for (int i = 2; files.containsKey(name); i++) {
            name = wanted + "-" + i;
        }
        files.put(name, Secret.of(value));
        return "${file:" + FOLDER + name + "}";
    }

    /// The secrets by the name of their file.
    Map<String, Secret> files() {
        return files;
    }
}

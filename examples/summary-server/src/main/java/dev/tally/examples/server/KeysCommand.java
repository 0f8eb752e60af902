package dev.tally.examples.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code summary-server keys}: makes, lists and revokes the keys of clients. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        synopsisSubcommandLabel = "create | list | revoke",
        description = {
            "Makes, lists and revokes the keys of clients. The file holds hashes; a key is shown once, when it is made. The file"
                    + " keeps its owner and mode when it is changed.",
            "A server that runs reads the file again on SIGHUP; one that systemd hands the file to has to be restarted."
        },
        footer = {"", "Exit status: 0 done; 1 the file cannot be written; 2 wrong usage, or the file cannot be read."})
final class KeysCommand {
    @Option(
            names = "--keys-file",
            paramLabel = "FILE",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Keep the keys in this file. [SERVER_KEYS_FILE]")
    @Nullable
    Path keysFile;

    @Spec
    @Nullable
    CommandSpec spec;

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            usageHelpWidth = 100,
            description = "Makes a key and prints it.",
            footer = {
                "",
                "Exit status: 0 made; 1 the file cannot be written; 2 wrong usage, or there is a key of this name."
            })
    int create(
            @Parameters(paramLabel = "NAME", description = "The name of the new key: letters, digits, '.', '_', '-'.")
                    String name,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPES",
                            defaultValue = "write",
                            description = "What the key allows: write, read or write,read. [write]")
                    String scopes)
            throws IOException {
        String key = ClientKey.random();
        ClientKey made = new ClientKey(
                name,
                Arrays.stream(scopes.split(","))
                        .map(String::strip)
                        .map(Scope::of)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class))),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                KeyHash.of(name, key));
        file().change(keys -> {
            if (keys.stream().anyMatch(each -> each.name().equals(name))) {
                throw new IllegalArgumentException("there is a key \"" + name + "\" already; revoke it first");
            }
            keys.add(made);
            return keys;
        });
        out().println(key);
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            usageHelpWidth = 100,
            description = "Lists the names, scopes and times of the keys.",
            footer = {"", "Exit status: 0 listed; 2 wrong usage, or the file cannot be read."})
    int list() {
        for (ClientKey each : file().read()) {
            out().println(each.name() + " " + each.scopesLabel() + " " + each.created());
        }
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            usageHelpWidth = 100,
            description = "Makes a key invalid.",
            footer = {
                "",
                "Exit status: 0 revoked; 1 the file cannot be written; 2 wrong usage, or there is no key of this name."
            })
    int revoke(@Parameters(paramLabel = "NAME", description = "The name of the key.") String name) throws IOException {
        file().change(keys -> {
            List<ClientKey> left =
                    keys.stream().filter(each -> !each.name().equals(name)).toList();
            if (left.size() == keys.size()) {
                throw new IllegalArgumentException("there is no key \"" + name + "\"; 'keys list' shows all");
            }
            return left;
        });
        out().println("revoked " + name
                + "; a server that runs accepts it until it reads the file again: send it SIGHUP,"
                + " or restart it if systemd hands the file to it");
        return 0;
    }

    private KeyFile file() {
        if (keysFile != null) {
            return new KeyFile(keysFile);
        }
        String variable = System.getenv().getOrDefault("SERVER_KEYS_FILE", "");
        if (variable.isBlank()) {
            throw new IllegalArgumentException("name the file of keys: --keys-file FILE, or SERVER_KEYS_FILE");
        }
        return new KeyFile(Path.of(variable));
    }

    private PrintWriter out() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("picocli sets the specification");
        }
        return known.commandLine().getOut();
    }
}

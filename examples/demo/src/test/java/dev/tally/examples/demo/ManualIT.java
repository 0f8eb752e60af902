package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages and the completion, which are made of the definitions of the commands, know what {@code --help} knows. */
@Timeout(300)
class ManualIT {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]+");
    private static final List<String> APPS = List.of("activity-client", "summary-server");

    @TempDir
    static Path share;

    @BeforeAll
    static void makeThem() throws Exception {
        for (String app : APPS) {
            String mainClass = Files.readString(
                            HOME.resolve("examples").resolve(app).resolve("pom.xml"))
                    .replaceFirst("(?s).*<app.main>(.*)</app.main>.*", "$1");
            String manual = HOME.resolve("packaging/Manual.java").toString();
            Packages.run(java(), "-cp", jar(app), manual, mainClass, "1.2.3", "2026-01-02", share.toString());
        }
    }

    @Test
    void eachCommandHasAPageThatNamesItsOptions() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (String app : APPS) {
            for (List<String> command : commands(app)) {
                String name = String.join("-", command) + ".1";
                expected.add(name);
                Set<String> missing = options(help(command));
                missing.removeAll(options(page(name)));
                assertEquals(Set.of(), missing, name);
            }
        }
        try (Stream<Path> pages = Files.list(share.resolve("man/man1"))) {
            assertEquals(
                    expected,
                    pages.map(page -> page.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void thePagesAreGoodRoff() throws Exception {
        try (Stream<Path> pages = Files.list(share.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                assertEquals("", Packages.run("mandoc", "-T", "lint", "-W", "warning", page.toString()));
            }
        }
        String text = Packages.run(
                "mandoc",
                "-T",
                "utf8",
                share.resolve("man/man1/activity-client-run.1").toString());
        text = text.replaceAll(".\b", ""); // bold and underlined as on a printer
        assertTrue(text.contains("activity-client-run - Counts input and delivers the counts"), text);
        assertTrue(text.contains("--flush-interval-sec"), text);
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assertEquals(List.of("resume"), bash("activity-client", "res"));
        assertEquals(List.of("--s3-bucket"), bash("activity-client", "run", "--s3-b"));
        assertEquals(List.of("--trusted-proxy"), bash("summary-server", "--tr"));
        assertEquals(List.of("create"), bash("summary-server", "keys", "cr"));
    }

    @Test
    void zshCompletesAtTheFirstTab() throws Exception {
        Path script = Files.writeString(share.resolve("tab.zsh"), """
                zmodload zsh/zpty
                TERM=dumb
                zpty shell zsh -f -i
                zpty -w shell "PS1=; fpath=($1/zsh/vendor-completions \\$fpath); autoload -Uz compinit; compinit -u -D; print RE''ADY"
                zpty -r shell before '*READY*'
                zpty -n -w shell $'activity-client run --s3-b\\t'
                zpty -r shell completed '*--s3-bucket*'
                zpty -d shell
                print -r -- $completed
                """);
        String printed = Packages.run("timeout", "60", "zsh", "-f", script.toString(), share.toString());
        assertFalse(printed.contains("not found"), printed);
    }

    /** What the function for bash offers for the last word. */
    private static List<String> bash(String... words) throws Exception {
        String script =
                share.resolve("bash-completion/completions").resolve(words[0]).toString();
        List<String> command = new ArrayList<>(List.of("bash", "-c", """
                source "$1"; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                "_complete_$1" 2>/dev/null # bash says that compopt is meant for its own completion
                printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash", script));
        command.addAll(List.of(words));
        return Packages.run(command.toArray(String[]::new)).lines().toList();
    }

    /** The commands of an app, as its pages in the section of commands name them. */
    private static List<List<String>> commands(String app) throws Exception {
        List<List<String>> commands = new ArrayList<>(List.of(List.of(app)));
        for (int i = 0; i < commands.size(); i++) {
            List<String> command = commands.get(i);
            for (String name : subcommands(command)) {
                commands.add(Stream.concat(command.stream(), Stream.of(name)).toList());
            }
        }
        return commands;
    }

    private static List<String> subcommands(List<String> command) throws Exception {
        return switch (String.join(" ", command)) {
            case "activity-client" ->
                Pattern.compile("\\|")
                        .splitAsStream(
                                help(command).replaceFirst("(?s)Usage: activity-client \\[-hV] (.*?)\nCounts.*", "$1"))
                        .map(String::strip)
                        .toList();
            case "summary-server" -> List.of("keys", "migrate", "backup", "check", "prune", "consume");
            case "summary-server keys" -> List.of("create", "list", "revoke");
            default -> List.of();
        };
    }

    private static String help(List<String> command) throws Exception {
        List<String> all = new ArrayList<>(List.of(java(), "-jar", jar(command.getFirst())));
        all.addAll(command.subList(1, command.size()));
        all.add("--help");
        return Packages.run(all.toArray(String[]::new));
    }

    private static String page(String name) throws Exception {
        return Files.readString(share.resolve("man/man1").resolve(name))
                .replace("\\-", "-")
                .replaceAll("\\\\f[BIR]", "");
    }

    private static Set<String> options(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String jar(String app) throws Exception {
        try (Stream<Path> files =
                Files.list(HOME.resolve("examples").resolve(app).resolve("target"))) {
            return files.filter(
                            file -> file.getFileName().toString().matches("tally-" + app + "-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }
}

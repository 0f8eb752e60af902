package dev.tally.examples.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The text of {@code --help}, whose lines end only where there is a blank, so that what a reader copies is whole. Lines that begin
 * with two blanks are examples: they are not wrapped.
 *
 * <p>picocli also breaks lines inside a URL or a path ({@code http:} at the end of a line). While it wraps, all signs are therefore
 * letters, which it keeps together.
 */
final class UnbrokenHelp extends Help {
    private static final char FIRST = '!';
    private static final char LAST = '~';

    /** From a sign of ASCII to the letter that takes its place: one of those with an accent that no text has. */
    private static final int LETTERS = '\u1e00';

    private UnbrokenHelp(CommandSpec spec, ColorScheme colours) {
        super(spec, colours);
    }

    /** Has a command and its sub-commands show their help so. */
    static void applyTo(CommandLine line) {
        line.setHelpFactory(UnbrokenHelp::new);
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(line.getHelpSectionMap());
        sections.replaceAll((name, section) -> help -> signs(section.render(help)));
        line.setHelpSectionMap(sections);
    }

    @Override
    public String description(Object... parameters) {
        return lines(commandSpec().usageMessage().description());
    }

    @Override
    public String footer(Object... parameters) {
        return lines(commandSpec().usageMessage().footer());
    }

    private String lines(String... texts) {
        StringBuilder lines = new StringBuilder();
        for (String text : texts) {
            if (text.startsWith("  ")) {
                lines.append(text).append(System.lineSeparator());
            } else {
                join(ansi(), commandSpec().usageMessage().width(), true, new String[] {letters(text)}, lines);
            }
        }
        return lines.toString();
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer renderer = super.createDefaultOptionRenderer();
        return (option, labels, colours) -> describe(renderer.render(option, labels, colours));
    }

    @Override
    public IParameterRenderer createDefaultParameterRenderer() {
        IParameterRenderer renderer = super.createDefaultParameterRenderer();
        return (parameter, labels, colours) -> describe(renderer.render(parameter, labels, colours));
    }

    /** The description is in the last column. */
    private Ansi.Text[][] describe(Ansi.Text[][] rows) {
        for (Ansi.Text[] row : rows) {
            row[row.length - 1] = colorScheme().text(letters(row[row.length - 1].plainString()));
        }
        return rows;
    }

    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
        IParamLabelRenderer renderer = super.parameterLabelRenderer();
        return new IParamLabelRenderer() {
            @Override
            public Ansi.Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<Ansi.IStyle> styles) {
                String label =
                        renderer.renderParameterLabel(argument, ansi, styles).plainString();
                return colorScheme().apply(letters(label), styles);
            }

            @Override
            public String separator() {
                return renderer.separator();
            }
        };
    }

    private static String letters(String text) {
        return text.chars()
                .map(c -> c >= FIRST && c <= LAST ? c + LETTERS : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String signs(String text) {
        return text.chars()
                .map(c -> c >= FIRST + LETTERS && c <= LAST + LETTERS ? c - LETTERS : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The table of modules in docs/architecture.md says what the POMs say. */
class ModuleTableTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern ROW =
            Pattern.compile("^\\| \\[([a-z0-9/-]+)]\\(\\.\\./\\1\\) \\| [^|]+ \\| ([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void eachModuleDependsOnWhatItsRowSays() throws Exception {
        Map<String, TreeSet<String>> rows = rows();
        assertFalse(rows.isEmpty());
        Map<String, TreeSet<String>> poms = new LinkedHashMap<>();
        for (String module : rows.keySet()) {
            poms.put(module, dependencies(ROOT.resolve(module).resolve("pom.xml")));
        }
        assertEquals(rows, poms);
    }

    @Test
    void eachModuleForOthersHasARow() throws Exception {
        TreeSet<String> modules = new TreeSet<>();
        NodeList listed = nodes(ROOT.resolve("pom.xml"), "/project/modules/module");
        for (int i = 0; i < listed.getLength(); i++) {
            String module = listed.item(i).getTextContent();
            if (!module.matches("packaging/.*|benchmarks|examples|testkit/(fixtures|kafka|s3proxy|stress|project)")) {
                modules.add(module);
            }
        }
        assertEquals(modules, new TreeSet<>(rows().keySet()));
    }

    private static Map<String, TreeSet<String>> rows() throws Exception {
        Map<String, TreeSet<String>> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/architecture.md")));
        while (row.find()) {
            TreeSet<String> names = new TreeSet<>();
            NAME.matcher(row.group(2))
                    .results()
                    .map((MatchResult name) -> name.group(1))
                    .forEach(names::add);
            rows.put(row.group(1), names);
        }
        return rows;
    }

    private static TreeSet<String> dependencies(Path pom) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        NodeList found = nodes(pom, "/project/dependencies/dependency[not(scope='test')]");
        XPath path = XPathFactory.newInstance().newXPath();
        for (int i = 0; i < found.getLength(); i++) {
            Node dependency = found.item(i);
            boolean optional = Boolean.parseBoolean(path.evaluate("optional", dependency));
            names.add(path.evaluate("artifactId", dependency) + (optional ? "?" : ""));
        }
        return names;
    }

    private static NodeList nodes(Path pom, String path) throws Exception {
        return (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        path,
                        DocumentBuilderFactory.newDefaultInstance()
                                .newDocumentBuilder()
                                .parse(pom.toFile()),
                        XPathConstants.NODESET);
    }
}

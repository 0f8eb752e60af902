package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** The bill of materials lists what there is for others to use, and nothing else. */
class BillOfMaterialsTest {
    private static final File ROOT = new File("../..");
    private static final List<String> NOT_FOR_OTHERS = List.of(
            "packaging/",
            "benchmarks",
            "examples",
            "testkit/fixtures",
            "testkit/kafka",
            "testkit/s3proxy",
            "testkit/stress",
            "testkit/project");

    @Test
    void itListsEveryLibraryModuleOnce() throws Exception {
        Set<String> modules = new TreeSet<>();
        for (String module :
                texts(new File(ROOT, "pom.xml"), "/project/modules/module").toList()) {
            if (NOT_FOR_OTHERS.stream().noneMatch(module::startsWith)) {
                texts(new File(ROOT, module + "/pom.xml"), "/project/artifactId")
                        .forEach(modules::add);
            }
        }
        List<String> listed = texts(
                        new File(ROOT, "packaging/bom/pom.xml"),
                        "/project/dependencyManagement/dependencies/dependency/artifactId")
                .sorted()
                .collect(Collectors.toList());
        assertEquals(List.copyOf(modules), listed);
    }

    private static Stream<String> texts(File pom, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        path,
                        DocumentBuilderFactory.newDefaultInstance()
                                .newDocumentBuilder()
                                .parse(pom),
                        XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent());
    }
}

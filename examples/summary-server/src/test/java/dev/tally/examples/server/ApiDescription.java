package dev.tally.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The description of the API as the server serves it, and the comparison of answers with it. */
final class ApiDescription {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    /** A parameter of an operation. */
    record Parameter(String name, JsonNode schema) {}

    private final JsonNode document;

    ApiDescription(String yaml) throws Exception {
        document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    }

    /** Returns the paths, each with its methods in upper case. */
    Map<String, Set<String>> methodsByPath() {
        Map<String, Set<String>> paths = new TreeMap<>();
        document.get("paths").properties().forEach(path -> {
            Set<String> methods = new TreeSet<>();
            path.getValue().fieldNames().forEachRemaining(method -> methods.add(method.toUpperCase()));
            paths.put(path.getKey(), methods);
        });
        return paths;
    }

    List<Parameter> parameters(String path) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode given : operation(path, "get").path("parameters")) {
            JsonNode parameter = resolved(given);
            parameters.add(new Parameter(parameter.get("name").asText(), parameter.get("schema")));
        }
        return parameters;
    }

    /** Returns what is wrong with an answer; empty if status, type and body are as described. */
    String problem(String path, String method, HttpResponse<String> answer) throws Exception {
        JsonNode response = resolved(operation(path, method).path("responses").path("" + answer.statusCode()));
        if (response.isMissingNode()) {
            return "status " + answer.statusCode() + " is not described";
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
        JsonNode content = response.path("content");
        if (answer.body().isEmpty()) {
            return content.isMissingNode() ? "" : "the body is empty";
        }
        if (!content.has(type)) {
            return "the type " + type + " is not described";
        }
        return type.equals("application/json")
                ? schemaProblem(content.path(type).path("schema"), answer.body())
                : "";
    }

    private String schemaProblem(JsonNode schema, String body) throws Exception {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.get("components"));
        Set<ValidationMessage> messages = SCHEMAS.getSchema(whole).validate(new ObjectMapper().readTree(body));
        return messages.isEmpty() ? "" : messages.iterator().next() + " in " + body;
    }

    private JsonNode operation(String path, String method) {
        return document.path("paths").path(path).path(method);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** Returns every schema that is referred to, to see that none is missing. */
    List<String> danglingReferences() {
        List<String> dangling = new ArrayList<>();
        collect(document, dangling);
        return dangling;
    }

    private void collect(JsonNode node, List<String> dangling) {
        if (node.has("$ref") && resolved(node).isMissingNode()) {
            dangling.add(node.get("$ref").asText());
        }
        for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
            collect(children.next(), dangling);
        }
    }
}

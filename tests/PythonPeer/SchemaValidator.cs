using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeKd;

/// <summary>Validates YAML by a JSON Schema with Debian's python3-jsonschema, which also checks the schema itself.</summary>
public static class SchemaValidator
{
    private const string Script = """
        import json, sys
        from jsonschema import Draft7Validator
        with open(sys.argv[1], encoding="utf-8") as file:
            work = json.load(file)
        Draft7Validator.check_schema(work["schema"])
        validator = Draft7Validator(work["schema"])
        print(json.dumps([
            [f"{'.'.join(str(step) for step in error.absolute_path)}: {error.validator}: {error.message}" for error in validator.iter_errors(document)]
            for document in work["documents"]]))
        """;

    /// <summary>The mistakes in each text, each as <c>path: keyword: message</c>; none where the text fits.</summary>
    /// <param name="schema">The schema, draft 7.</param>
    /// <param name="documents">The YAML texts; all are checked by one process.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Mistakes(string schema, params IReadOnlyList<string> documents)
    {
        var file = Path.GetTempFileName();
        try
        {
            var work = new JsonObject { ["schema"] = JsonNode.Parse(schema), ["documents"] = new JsonArray([.. documents.Select(YamlNodes.ToJson)]) };
            File.WriteAllText(file, work.ToJsonString());
            return JsonSerializer.Deserialize<string[][]>(PythonPeer.Run(Script, file))!;
        }
        finally
        {
            File.Delete(file);
        }
    }
}

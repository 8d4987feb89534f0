using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Schemas;

namespace EdgeKd.Pipeline.Tests.Schemas;

[TestFixture]
public class ConfigurationSchemaTests
{
    private static string InRepository(string name) => $"docs/schemas/{ConfigurationSchema.FileName(name)}";

    private static JsonNode Schema(string name) => JsonNode.Parse(ConfigurationSchema.Text(name))!;

    [TestCaseSource(typeof(ConfigurationSchema), nameof(ConfigurationSchema.Names))]
    public void The_files_in_the_repository_are_current(string name) =>
        Assert.That(File.ReadAllText(RepositoryFiles.PathOf(InRepository(name))), Is.EqualTo(ConfigurationSchema.Text(name)),
            $"the records have changed: edgekd schema {name} > {InRepository(name)}");

    [TestCaseSource(typeof(ConfigurationSchema), nameof(ConfigurationSchema.Names))]
    public void Every_key_is_described_and_no_other_is_allowed(string name)
    {
        var visited = 0;
        Visit(Schema(name), name);
        Assert.That(visited, Is.GreaterThan(10));

        void Visit(JsonNode schema, string path)
        {
            if (schema is JsonArray forms)
            {
                foreach (var form in forms)
                    Visit(form!, path);
                return;
            }
            if (schema["properties"] is JsonObject properties)
            {
                Assert.That((bool?)schema["additionalProperties"], Is.False, path);
                foreach (var (key, property) in properties)
                {
                    visited++;
                    Assert.That((string?)property!["description"], Has.Length.GreaterThan(5), $"{path}.{key}");
                    Visit(property!, $"{path}.{key}");
                }
            }
            if ((schema["items"] ?? schema["anyOf"]) is { } inner)
                Visit(inner, path);
        }
    }

    [TestCase("properties.seed.default", "1")]
    [TestCase("properties.seed.minimum", "0")]
    [TestCase("properties.seed.maximum", "2147483647")]
    [TestCase("properties.profile.enum", """["quick","release"]""")]
    [TestCase("properties.distill.properties.temperature.type", "\"number\"")]
    [TestCase("properties.data.properties.augment.properties.cropPadding.type", "\"integer\"")]
    [TestCase("properties.distill.properties.train.properties.nesterov.type", """["boolean","null"]""")]
    [TestCase("properties.data.properties.normalize.properties.mean.default", "[0.5,0.5,0.5]")]
    [TestCase("properties.data.properties.normalize.properties.mean.items.maximum", "1")]
    [TestCase("properties.data.properties.unlabelled.default", "null")]
    [TestCase("properties.teacher.properties.layout.enum", """["nchw","nhwc",null]""")]
    [TestCase("properties.teacher.properties.labels.anyOf.1.type", "\"string\"")]
    [TestCase("properties.gate.properties.maxSizeBytes.pattern", "\"^[0-9]{1,3}(_[0-9]{3})\\u002B$\"")]
    [TestCase("properties.gate.properties.minTop1.default", "null")]
    [TestCase("properties.compare.properties.arms.items.properties.distill.properties.temperature.default", "null")]
    [TestCase("required", """["name","version","teacher","student"]""")]
    public void Keywords_follow_from_the_records(string path, string json)
    {
        var at = Schema("recipe");
        foreach (var step in path.Split('.'))
            at = at is JsonArray items ? items[int.Parse(step)] : at?[step];
        Assert.That(at?.ToJsonString() ?? "null", Is.EqualTo(json));
    }

    [Test]
    public void Networks_are_offered_by_name() =>
        Assert.That(Schema("recipe")["properties"]!["student"]!["properties"]!["model"]!["enum"]!.AsArray().Select(name => (string?)name),
            Is.EqualTo(Models.ModelZoo.Names));

    [Test]
    public void Every_key_of_the_schema_is_a_key_of_the_reader()
    {
        // A key that the reader does not know is called unknown; of any other it wants something else than a word of three letters.
        foreach (var key in Schema("recipe")["properties"]!["distill"]!["properties"]!["train"]!["properties"]!.AsObject().Select(property => property.Key))
        {
            var recipe = $"name: tiny\nversion: 1.0.0\nteacher: {{ model: resnet8 }}\nstudent: {{ model: mobilenetv2 }}\ndistill: {{ train: {{ {key}: xyz }} }}\n";
            Assert.That(() => RecipeFile.Parse(recipe, "r.yaml"), Throws.TypeOf<RecipeException>().With.Message.Not.Contains("unknown key"), key);
        }
    }

    [Test]
    public void An_unknown_schema_is_an_error_with_the_known_ones() =>
        Assert.That(() => ConfigurationSchema.Text("recipes"), Throws.ArgumentException.With.Message.Contains("recipe, policy"));
}

using System.Text.Json.Nodes;

namespace EdgeKd.EndToEnd;

/// <summary>MobileNetV1 by gap preserving distillation: trained as branches, merged, quantized and audited by the stages. What is trained
/// in seconds has learned next to nothing, so that nothing is said of its accuracy here.</summary>
[TestFixture]
public class MergedStudentTests
{
    [Test]
    public void The_audit_of_a_merged_student_shows_its_layers_before_and_after()
    {
        using var recipe = new TinyRecipe(
            data: "{ kind: shapes, trainCount: 120, testCount: 48 }",
            method: "method: ce, reparameterization: gpd, ",
            more: "quantize: { int8: true, method: minmax, images: 48, maxDropPoints: 100 }");
        File.WriteAllText(recipe.RecipePath, File.ReadAllText(recipe.RecipePath)
            .Replace("mobilenetv2", "mobilenetv1", StringComparison.Ordinal).Replace("epochs: 3", "epochs: 1", StringComparison.Ordinal));

        var (code, output, errors) = recipe.Run("validate");

        Assert.That((code, errors), Is.EqualTo((0, "")), output);
        var (audit, merged) = (Json("validate", "audit.json"), Json("extract", "branches.json"));
        Assert.That(audit["islands"]!.AsArray(), Is.Empty);
        Assert.That(merged.AsArray(), Has.Count.AtLeast(9));
        Assert.That(merged.AsArray().Select(layer => layer!["branches"]!.AsArray().Count), Is.All.EqualTo(6));
        Assert.That(merged.AsArray().SelectMany(layer => layer!["branches"]!.AsArray()).Select(range => (string)range!["name"]!), Does.Contain("origin"));
        Assert.That(audit["merged"]!.ToJsonString(), Is.EqualTo(merged.ToJsonString()), "each merged layer is a node of the INT8 model");
        var inFile = audit["weightRanges"]!.AsArray().ToDictionary(range => (string)range!["name"]!, range => (double)range!["maxAbsolute"]!);
        foreach (var layer in merged.AsArray())
            Assert.That(inFile[(string)layer!["name"]!], Is.EqualTo((double)layer["merged"]!["maxAbsolute"]!).Within(1).Percent, "the file holds what was merged");

        JsonNode Json(string stage, string file) =>
            JsonNode.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(recipe.Artifacts, "tiny", stage), file, SearchOption.AllDirectories).Single()))!;
    }
}

using System.Text.Json.Nodes;

namespace EdgeKd.EndToEnd;

/// <summary>MobileNetV1 by gap preserving distillation, and MobileOne: trained as branches, merged, quantized, measured and audited.</summary>
[TestFixture]
public class MergedStudentTests
{
    private const string WithBranches = "reparameterization: gpd, gpd: { branchScope: all }, ";

    [TestCase("mobilenetv1, width: 0.25", WithBranches, "origin", 13)]
    [TestCase("mobileone-s0", "", "rbr_scale", 27)]
    public void A_merged_student_keeps_its_accuracy_on_integers_and_its_audit_shows_the_merging(string student, string method, string branch, int leastLayers)
    {
        using var recipe = new TinyRecipe(
            data: "{ kind: shapes, trainCount: 960, testCount: 480, augment: { cropPadding: 2, horizontalFlip: true } }",
            method: $"method: ce, {method}",
            more: "quantize: { int8: true, images: 200, maxDropPoints: 3, tuning: { epochs: 0 } }");
        File.WriteAllText(recipe.RecipePath, File.ReadAllText(recipe.RecipePath).Replace("mobilenetv2, width: 0.25", student, StringComparison.Ordinal));

        var (code, output, errors) = recipe.Run("validate");

        Assert.That((code, errors), Is.EqualTo((0, "")), output);
        var evidence = Json("validation.json");
        var (float32, int8) = ((double)evidence["models"]![0]!["top1"]!, (double)evidence["models"]![1]!["top1"]!);
        Assert.That(float32, Is.GreaterThan(2.0 / 12), "what has learned nothing has nothing to lose");
        Assert.That(int8, Is.GreaterThan(float32 - 0.05));
        Assert.That((int)evidence["models"]![1]!["floatIslands"]!, Is.EqualTo((int)Json("audit.json")["islands"]!.AsArray().Count));

        var merged = Json("audit.json")["merged"]!.AsArray();
        Assert.That(merged, Has.Count.AtLeast(leastLayers));
        Assert.That(merged.Select(layer => layer!["branches"]!.AsArray().Count), Has.All.GreaterThan(1).Or.All.EqualTo(6));
        Assert.That(merged.SelectMany(layer => layer!["branches"]!.AsArray()).Select(range => (string)range!["name"]!), Does.Contain(branch));
        var inFile = Json("audit.json")["weightRanges"]!.AsArray().ToDictionary(range => (string)range!["name"]!, range => (double)range!["maxAbsolute"]!);
        foreach (var layer in merged)
            Assert.That(inFile[(string)layer!["name"]!], Is.EqualTo((double)layer["merged"]!["maxAbsolute"]!).Within(1).Percent, "the file holds what was merged");

        JsonNode Json(string file) =>
            JsonNode.Parse(File.ReadAllText(Directory.GetFiles(Path.Combine(recipe.Artifacts, "tiny", "validate"), file, SearchOption.AllDirectories).Single()))!;
    }
}

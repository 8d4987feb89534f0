using System.Text.Json.Nodes;
using EdgeKd.Cli;
using EdgeKd.Data;

namespace EdgeKd.EndToEnd;

/// <summary><c>edgekd why</c> on a recipe's test images.</summary>
[TestFixture]
public class WhyTests
{
    [Test]
    public void One_image_goes_through_every_form()
    {
        using var recipe = new TinyRecipe(method: "method: ce, ", more: "quantize: { int8: true, method: minmax, maxDropPoints: 100 }");

        var (code, output, errors) = recipe.Run("why", "7", "--json");

        Assert.That(code, Is.Zero, errors);
        var explanation = JsonNode.Parse(output)!;
        var forms = explanation["forms"]!.AsArray();
        Assert.That(forms.Select(form => (string)form!["form"]!), Is.EqualTo(new[] { "network", "fp32", "int8" }));
        Assert.That(forms.Select(form => form!["classes"]!.AsArray().Count), Is.All.EqualTo(5));
        Assert.That((double)forms[1]!["maxLogitDifference"]!, Is.LessThan(1e-3), "the export computes what the network does");
        Assert.That((double)forms[2]!["maxLogitDifference"]!, Is.GreaterThan((double)forms[1]!["maxLogitDifference"]!), "integers round");
        Assert.That((string)forms[0]!["classes"]![0]!["label"]!, Is.EqualTo((string)forms[1]!["classes"]![0]!["label"]!));
        Assert.That(explanation["layers"]!.AsArray().Select(layer => (double)layer!["sqnrDb"]!), Has.Some.InRange(10, 60));
        using var test = PackedImages.Open(Directory.GetFiles(recipe.Artifacts, DataPreparation.TestFile, SearchOption.AllDirectories).Single());
        Assert.That(((string)explanation["image"]!, (string)explanation["label"]!), Is.EqualTo((test.NameOf(7), test.ClassNames[test.LabelOf(7)])));

        var text = recipe.Run("why", "7", "--layers").Output;
        Assert.That(text, Does.Contain("network").And.Contain("int8").And.Contain("logits differ by").And.Contain(" dB"));
        Assert.That(recipe.Run("why", "240").Code, Is.EqualTo(ExitCodes.Failed));
        Assert.That(recipe.Run("why", "nothing.png").Errors, Does.Contain("there is no such image"));
    }
}

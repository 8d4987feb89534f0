using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace EdgeKd.Release.Tests.Sbom;

[TestFixture]
public class BillOfMaterialsTests
{
    private static readonly ValidationEvidence Evidence = Samples.TwoPrecisions();

    private static readonly JsonSchema Schema = LoadSchema();

    [TestCase(null), TestCase("Apache-2.0"), TestCase("MIT AND (made up)"), TestCase("our own"), TestCase("GPL-2.0-only WITH Classpath-exception-2.0")]
    public void A_bill_keeps_the_schema_of_CycloneDX(string? license)
    {
        using var bill = JsonDocument.Parse(BillOfMaterials.Of(Subject(license)));
        var result = Schema.Evaluate(bill.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.That(result.IsValid, string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).Take(10)));
    }

    [TestCase("bomFormat"), TestCase("serialNumber"), TestCase("components")]
    public void The_schema_would_notice(string field)
    {
        var bill = Bill();
        bill[field] = "wrong";
        using var document = JsonDocument.Parse(bill.ToJsonString());
        Assert.That(Schema.Evaluate(document.RootElement).IsValid, Is.False);
    }

    [Test]
    public void The_same_release_has_the_same_bytes_and_another_another_number()
    {
        Assert.That(BillOfMaterials.Of(Subject()), Is.EqualTo(BillOfMaterials.Of(Subject())));
        var other = JsonNode.Parse(BillOfMaterials.Of(Subject("MIT")))!;
        Assert.That((string?)other["serialNumber"], Does.Match("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$").And.Not.EqualTo((string?)Bill()["serialNumber"]));
    }

    [Test]
    public void The_model_card_has_every_figure_with_its_interval()
    {
        var metrics = Bill()["metadata"]!["component"]!["modelCard"]!["quantitativeAnalysis"]!["performanceMetrics"]!.AsArray();
        var top1 = metrics.First(metric => (string?)metric!["type"] == "top-1 accuracy" && (string?)metric["slice"] == "int8")!;
        var (lower, upper) = ProportionInterval.Wilson(897, 1000, 0.95);

        Assert.That((string?)top1["value"], Is.EqualTo("0.897"));
        Assert.That(Number(top1["confidenceInterval"]!["lowerBound"]), Is.EqualTo(lower).Within(1e-8));
        Assert.That(Number(top1["confidenceInterval"]!["upperBound"]), Is.EqualTo(upper).Within(1e-8));
        Assert.That(metrics.Select(metric => $"{metric!["type"]} {metric["slice"]}"), Is.SupersetOf(new[] { "recall fp32, class circle", "latency p90 at batch 1 [ms] int8", "file size [bytes] fp32", "top-1 against float [percentage points] int8" }));
        Assert.That(metrics.Select(metric => $"{metric!["type"]} {metric["slice"]}"), Is.Unique);
        Assert.That(metrics.Any(metric => ((string?)metric!["slice"])!.Contains("square")), Is.False, "a class without images has no recall");
    }

    [Test]
    public void A_precision_that_was_left_out_has_no_figures()
    {
        var subject = Subject() with { Verdict = Verdict() with { LeftOut = [Precisions.Int8] } };
        var text = System.Text.Encoding.UTF8.GetString(BillOfMaterials.Of(subject));
        Assert.That(text, Does.Not.Contain("\"slice\": \"int8\""));
    }

    [TestCase(null, """[{"license":{"name":"unknown"}}]""")]
    [TestCase("", """[{"license":{"name":"unknown"}}]""")]
    [TestCase("unknown", """[{"license":{"name":"unknown"}}]""")]
    [TestCase("CC-BY-4.0", """[{"expression":"CC-BY-4.0"}]""")]
    [TestCase("MIT OR Apache-2.0", """[{"expression":"MIT OR Apache-2.0"}]""")]
    [TestCase("for research", """[{"license":{"name":"for research"}}]""")]
    public void A_licence_is_an_expression_a_name_or_unknown(string? license, string json) => Assert.That(LicenseEntry.Of(license).ToJsonString(), Is.EqualTo(json));

    [Test]
    public void Data_teacher_files_and_tools_are_named_with_their_digests()
    {
        var bill = Bill();
        Assert.That(bill["components"]!.AsArray().Select(component => (string?)component!["bom-ref"]), Is.EqualTo(new[] { "data", "data-test", "teacher-1" }));
        Assert.That((string?)bill["components"]![1]!["hashes"]![0]!["content"], Is.EqualTo(Evidence.TestSetSha256));
        Assert.That(bill["metadata"]!["component"]!["components"]!.AsArray().Select(file => (string?)file!["hashes"]![0]!["content"]), Is.EqualTo(new[] { new string('0', 64), new string('1', 64) }));
        Assert.That((string?)bill["metadata"]!["tools"]!["components"]![0]!["name"], Is.EqualTo("onnxRuntime"));
        Assert.That(bill["dependencies"]![0]!["dependsOn"]!.AsArray().Select(reference => (string?)reference), Is.EqualTo(new[] { "data", "data-test", "teacher-1" }));
    }

    private static double Number(JsonNode? node) => double.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture);

    private static JsonNode Bill() => JsonNode.Parse(BillOfMaterials.Of(Subject()))!;

    private static Verdict Verdict() => ReleaseGate.Decide(new GateCase { Policy = Samples.Lenient, Candidate = Evidence, Today = SignedRelease.Today });

    private static BomSubject Subject(string? license = null) => new()
    {
        Manifest = Samples.TwoModels(),
        ModelFiles = Samples.TwoModels().Files,
        Evidence = Evidence,
        Verdict = Verdict(),
        Architecture = "mobilenetv2",
        Data = new BomSource("shapes", license, new string('d', 64)),
        Teachers = [new BomSource("resnet8", license, new string('e', 64))],
    };

    private static JsonSchema LoadSchema()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Sbom", "Schemas");
        foreach (var name in new[] { "spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json" })
            SchemaRegistry.Global.Register(new Uri($"http://cyclonedx.org/schema/{name}"), JsonSchema.FromFile(Path.Combine(folder, name)));
        return JsonSchema.FromFile(Path.Combine(folder, "bom-1.6.SNAPSHOT.schema.json"));
    }
}

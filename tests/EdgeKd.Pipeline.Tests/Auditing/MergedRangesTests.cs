using EdgeKd.Onnx;
using EdgeKd.Pipeline.Auditing;
using EdgeKd.Reparameterization;
using TorchSharp;

namespace EdgeKd.Pipeline.Tests.Auditing;

/// <summary>MobileNetV1 as gap preserving distillation trains it, and MobileOne: before their branches are merged, merged, quantized
/// and audited.</summary>
[TestFixture]
[NonParallelizable]
public class MergedRangesTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("mobilenetv1")]
    [TestCase("mobileone-s0")]
    public void A_merged_network_runs_on_integers_and_shows_its_layers_before_and_after(string name)
    {
        using var trained = BranchedNetworks.Create(name);
        var merged = MergedRanges.Of(trained);
        var model = OnnxExporter.Export(trained, new ExportOptions { Height = 32, Width = 32 });

        var report = Audit(Quantized(model), merged);

        Assert.That((report.Islands.Count, report.UnfusedConversions, report.FloatNodes), Is.EqualTo((0, 0, 0)));
        Assert.That(report.Merged, Is.EqualTo(merged).And.Count.GreaterThan(5));
        var inFile = report.WeightRanges.ToDictionary(range => range.Name);
        var inFloat = WeightRanges.Of(model).ToDictionary(range => range.Name);
        foreach (var layer in report.Merged)
        {
            Assert.That(layer.Branches, Has.Count.GreaterThan(1));
            Assert.That(layer.Branches.Append(layer.Merged).Select(range => range.Channels), Is.All.EqualTo(inFile[layer.Name].Channels));
            Assert.That((layer.Merged.MaxAbsolute, layer.Merged.MedianAbsolute), Is.EqualTo((inFloat[layer.Name].MaxAbsolute, inFloat[layer.Name].MedianAbsolute)).Using<float>(Near), layer.Name);
            // One scale a channel keeps the largest weight of each to half a step of 127.
            Assert.That(inFile[layer.Name].MaxAbsolute, Is.EqualTo(layer.Merged.MaxAbsolute).Within(0.5).Percent, layer.Name);
        }
    }

    [Test]
    public void Branches_that_cancel_leave_channels_that_no_branch_showed()
    {
        using var trained = (DynamicTeacherNetwork)BranchedNetworks.Create("mobilenetv1");
        using (torch.no_grad())
        {
            // In every channel but the first of one layer the first branch takes away what the fifth gives, up to a thousandth.
            var parameters = trained.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
            var layer = parameters.Keys.First(key => key.EndsWith("branch.full", StringComparison.Ordinal)).Replace("branch.full", "branch.", StringComparison.Ordinal);
            foreach (var (key, parameter) in parameters.Where(pair => pair.Key.StartsWith(layer, StringComparison.Ordinal)))
                parameter.zero_();
            parameters[$"{layer}origin"].fill_(1);
            parameters[$"{layer}full"].fill_(-0.999);
            parameters[$"{layer}full"][0].fill_(1);
            parameters[$"{layer}scale"].fill_(1);
        }

        var ratios = MergedRanges.Of(trained).Select(layer => (Before: layer.Branches.Max(branch => branch.Ratio), After: layer.Merged.Ratio)).MaxBy(pair => pair.After);

        Assert.That(ratios.After, Is.GreaterThan(500));
        Assert.That(ratios.Before, Is.LessThan(10), "the branches alone are harmless");
    }

    [Test]
    public void Layers_that_the_file_does_not_hold_are_left_out()
    {
        using var trained = BranchedNetworks.Create("mobileone-s0");
        var kept = OnnxExporter.Export(trained, new ExportOptions { Height = 32, Width = 32, Branches = BranchForm.Keep });

        Assert.That(Audit(kept, MergedRanges.Of(trained)).Merged, Is.Empty);
    }

    [Test]
    public void The_file_gives_back_what_was_saved()
    {
        using var trained = BranchedNetworks.Create("mobilenetv1");
        var merged = MergedRanges.Of(trained);
        MergedRanges.Save(merged, _folder.File("branches.json"));

        var loaded = MergedRanges.Load(_folder.File("branches.json"));

        Assert.That(loaded.Select(layer => (layer.Name, layer.Merged)), Is.EqualTo(merged.Select(layer => (layer.Name, layer.Merged))));
        Assert.That(loaded.SelectMany(layer => layer.Branches), Is.EqualTo(merged.SelectMany(layer => layer.Branches)));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[null]")]
    [TestCase("null")]
    [TestCase("""[{ "name": "a", "branches": [] , "merged": { "name": "a", "operator": "Conv", "channels": 1, "maxAbsolute": 1, "medianAbsolute": 1 } }]""")]
    [TestCase("""[{ "name": "a", "branches": [null] , "merged": { "name": "a", "operator": "Conv", "channels": 1, "maxAbsolute": 1, "medianAbsolute": 1 } }]""")]
    public void Another_file_is_refused_in_one_line(string json)
    {
        File.WriteAllText(_folder.File("branches.json"), json);

        Assert.That(() => MergedRanges.Load(_folder.File("branches.json")),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(_folder.File("branches.json")).And.Message.Contains("stage extract").And.Message.Not.Contains("\n"));
    }

    private static int Near(float a, float b) => Math.Abs(a - b) <= 1e-4f * Math.Max(a, b) ? 0 : a.CompareTo(b);

    private AuditReport Audit(ModelProto model, IReadOnlyList<MergedRange> merged)
    {
        OnnxFile.Save(model, _folder.File("model.onnx"));
        return ModelAudit.Run(_folder.File("model.onnx"), new AuditOptions { Runs = 1, Merged = merged });
    }

    private static ModelProto Quantized(ModelProto model)
    {
        var prepared = GraphPreparation.Prepare(model);
        var ranges = QuantizableTensors.Of(prepared).ToDictionary(tensor => tensor, _ => new ActivationRange(0, 6));
        return QdqQuantizer.Quantize(prepared, new QuantizationOptions { Ranges = ranges });
    }
}

using EdgeKd.Edge;
using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Tests.Quantizing;

/// <summary>Networks whose branches are merged, quantized: what that costs in answers.</summary>
[TestFixture, NonParallelizable]
public class MergedModelTests
{
    // Of random weights, whose answers are nearer to each other than those of a trained network.
    [TestCase("mobilenetv1", 0.75)]
    [TestCase("mobileone-s0", 0.9)]
    public void A_merged_network_keeps_most_answers_on_integers(string name, double least)
    {
        using var model = new DoctoredModel(outlier: 1, () => BranchedNetworks.Create(name, DoctoredModel.Classes));
        var trials = model.Trials($"weightBits: {(CpuInfo.SaturatesInt8 ? 7 : 8)}");

        var kept = trials.Methods.Max(method => trials.Top1(trials.Calibrate(method)));

        TestContext.Out.WriteLine($"{name}: {kept:P1} of the answers kept, largest channel over the median one {WeightRanges.Of(model.Model).Max(range => range.Ratio):F1}");
        Assert.That(trials.Top1(model.Model), Is.EqualTo(1));
        Assert.That(kept, Is.GreaterThan(least));
    }
}

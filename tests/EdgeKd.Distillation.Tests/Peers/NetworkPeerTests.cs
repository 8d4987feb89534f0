using EdgeKd.Benchmarks.Steps;
using EdgeKd.Data;
using EdgeKd.Distillation.Features;
using EdgeKd.Models;
using EdgeKd.Reparameterization;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Peers;

/// <summary>The networks that are timed beside a peer's are the peer's.</summary>
[TestFixture]
public class NetworkPeerTests
{
    // Float32, relative to the largest value; achieved: 3·10⁻⁵. Another stride or activation shows at 10⁻¹.
    private const double Tolerance = 2e-4;

    [TestCase("cifar", "teacher", 7_433_860)]
    [TestCase("cifar", "student", 812_836)]
    [TestCase("imagenet", "teacher", 21_797_672)]
    [TestCase("imagenet", "student", 3_504_872)]
    public void NamesShapesAndAnswersAreEqual(string pairName, string part, long parameters)
    {
        using var scope = NewDisposeScope();
        var pair = StepPair.Find(pairName);
        var network = pair.Network(part == "teacher" ? pair.Teacher : pair.Student);
        using var file = PeerRun.File($"{pairName}.{part}.pth");
        string[] told = ["images", "logits", "pooled"];

        Assert.That(network.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(parameters));
        Assert.That(
            file.Tensors.Where(tensor => !told.Contains(tensor.Key)).Select(Described),
            Is.EqualTo(StateDictionary.Of(network).Select(Described)));

        using (no_grad())
        {
            foreach (var (name, tensor) in StateDictionary.Of(network))
                tensor.copy_(file.Tensors[name]);
        }

        using var teacher = new NetworkTeacher(network, [FeatureHooks.Pooled], pair.ImageSize);
        using var batch = new Batch(file.Tensors["images"].clone(), zeros([2], ScalarType.Int64), [0, 1]);
        var answer = teacher.Forward(batch);
        foreach (var (own, peer) in new[] { (answer.Logits, file.Tensors["logits"]), (answer.Features[FeatureHooks.Pooled], file.Tensors["pooled"]) })
            TensorAssert.Close(own, peer, Tolerance * TensorAssert.LargestMagnitude(peer));
    }

    [Test]
    public void BothNetworksOfGpdAnswerAlike([Values("cifar", "imagenet")] string pairName)
    {
        using var scope = NewDisposeScope();
        var pair = StepPair.Find(pairName);
        using var student = pair.Network(pair.Student);
        using var network = InverseReparameterization.Expand(student, new ExpansionOptions { CheckedImageSize = pair.ImageSize });
        using var file = PeerRun.File($"{pairName}.dynamic.pth");
        string[] told = ["images", "wide", "narrow"];
        var state = StateDictionary.Of(network).Where(tensor => !tensor.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToArray();

        Assert.That(file.Tensors.Where(tensor => !told.Contains(tensor.Key)).Select(Described), Is.EquivalentTo(state.Select(Described)));

        using var noGradient = no_grad();
        foreach (var (name, tensor) in state)
            tensor.copy_(file.Tensors[name]);
        network.train();
        foreach (var (name, mode) in new[] { ("wide", ChannelMode.Teacher), ("narrow", ChannelMode.Student) })
        {
            var peer = file.Tensors[name];
            TensorAssert.Close(network.Forward(file.Tensors["images"], mode), peer, Tolerance * TensorAssert.LargestMagnitude(peer), name);
        }

        Assert.That(TensorAssert.LargestDifference(file.Tensors["wide"], file.Tensors["narrow"]), Is.GreaterThan(0.1), "they are two networks");
    }

    private static string Described(KeyValuePair<string, Tensor> tensor) => $"{tensor.Key} {string.Join('×', tensor.Value.shape)}";
}

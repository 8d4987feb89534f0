using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Objectives;

[TestFixture]
public class ReviewKdObjectiveTests
{
    private static readonly ReviewKdOptions Options = new()
    {
        Weight = 3,
        StudentFeatures = ["wide", "narrow", FeatureHooks.Pooled],
        TeacherFeatures = ["first", "second", FeatureHooks.Pooled],
    };

    private static readonly Dictionary<string, long[]> StudentShapes =
        new() { ["wide"] = [3, 8, 8], ["narrow"] = [5, 4, 4], [FeatureHooks.Pooled] = [6] };

    private static readonly Dictionary<string, long[]> TeacherShapes =
        new() { ["first"] = [4, 8, 8], ["second"] = [7, 2, 2], [FeatureHooks.Pooled] = [9] };

    [Test]
    public void EqualsTheChainOfFusionsWrittenOut()
    {
        using var scope = NewDisposeScope();
        using var objective = New(Options);
        var (network, teacher) = Outputs(4);
        var labels = tensor(new long[] { 0, 1, -1, 2 });
        var losses = objective.Forward(network, teacher, labels);

        var weights = objective.Modules.Select(module => module.state_dict()).ToArray();
        var pooled = Middle(weights[2], network.Features[FeatureHooks.Pooled].reshape(4, 6, 1, 1));
        var narrow = Attend(weights[1], Middle(weights[1], network.Features["narrow"]), Nearest(pooled, 4));
        var shrunk = Nearest(narrow, 2);
        var wide = Attend(weights[0], Middle(weights[0], network.Features["wide"]), Nearest(shrunk, 8));
        var expected = HierarchicalContextLoss.Loss(Outer(weights[2], pooled), teacher.Features[FeatureHooks.Pooled].reshape(4, 9, 1, 1))
            + HierarchicalContextLoss.Loss(Outer(weights[1], shrunk), teacher.Features["second"])
            + HierarchicalContextLoss.Loss(Outer(weights[0], wide), teacher.Features["first"]);
        Assert.That(losses.Distillation!.ToDouble(), Is.EqualTo(3 * expected.ToDouble()).Within(1e-10));
        Assert.That(losses.Task.ToDouble(), Is.EqualTo(CrossEntropy.Loss(network.Logits, labels).ToDouble()).Within(1e-12));
    }

    [Test]
    public void EveryFeatureAndEveryFusionIsTrainedAndTheTeacherIsNot()
    {
        using var scope = NewDisposeScope();
        using var objective = New(Options);
        var (network, teacher) = Outputs(4);
        objective.Forward(network, teacher, zeros(4, ScalarType.Int64)).Distillation!.backward();
        foreach (var (name, feature) in network.Features)
        {
            Assert.That(TensorAssert.LargestMagnitude(feature.grad!), Is.GreaterThan(0), name);
        }

        foreach (var (name, parameter) in objective.Modules.SelectMany(module => module.named_parameters()))
        {
            Assert.That(TensorAssert.LargestMagnitude(parameter.grad!), Is.GreaterThan(0), name);
        }

        Assert.That(teacher.Features.Values.Select(feature => feature.grad), Is.All.Null);
        Assert.That(network.Logits.grad, Is.Null, "the teacher speaks through features alone");
    }

    /// <summary>The middle width is that of the deepest feature, within the limit.</summary>
    [TestCase(512, 6)]
    [TestCase(2, 2)]
    public void TheMiddleWidthHasALimit(int limit, long expected)
    {
        using var objective = New(Options with { MaxMidChannels = limit });
        Assert.That(
            objective.Modules.Select(module => module.state_dict()["conv1.0.weight"].shape[0]), Is.All.EqualTo(expected));
    }

    [Test]
    public void NamesItsFeaturesAndSettings()
    {
        using var objective = New(Options);
        Assert.That(objective.FeatureNames, Is.EqualTo(Options.StudentFeatures));
        Assert.That(objective.Description, Does.Contain("weight=3").And.Contain("wide+narrow+pooled>first+second+pooled"));
    }

    [TestCase("resnet20", "layer1 layer2 layer3 pooled")]
    [TestCase("mobilenetv1", "model.1 model.3 model.5 model.11 model.13 pooled")]
    public void TakesTheLastStageOfEachResolutionWhereNoneIsNamed(string model, string expected)
    {
        using var network = ModelZoo.Create(model, new ModelOptions { Classes = 3 });
        Assert.That(string.Join(' ', ReviewKdFeatures.Of(network)), Is.EqualTo(expected));
    }

    [Test]
    public void PairsTheDeepestWhereOneNetworkHasMore()
    {
        using var student = ModelZoo.Create("mobilenetv1", new ModelOptions { Classes = 3, Width = 0.25 });
        using var teacher = ModelZoo.Create("resnet20", new ModelOptions { Classes = 3 });
        var complete = ReviewKdFeatures.Complete(new ReviewKdOptions { Weight = 2 }, student, teacher);
        Assert.That(complete.TeacherFeatures, Is.EqualTo(new[] { "layer1", "layer2", "layer3", "pooled" }));
        Assert.That(complete.StudentFeatures, Has.Count.EqualTo(4));
        Assert.That(complete.StudentFeatures[^1], Is.EqualTo("pooled"));
        Assert.That(complete.Weight, Is.EqualTo(2));
        Assert.That(ReviewKdFeatures.Complete(Options, student, teacher), Is.SameAs(Options));
    }

    [Test]
    public void TeachesANetworkThroughItsHooks()
    {
        using var scope = NewDisposeScope();
        using var student = new ToyNetwork(seed: 1);
        using var teacher = new ToyNetwork(seed: 2);
        var options = new DistillerOptions
        {
            Method = "reviewkd",
            ReviewKd = ReviewKdFeatures.Complete(new ReviewKdOptions { CeWeight = 0 }, student, teacher),
        };
        Assert.That(options.ReviewKd.StudentFeatures, Is.EqualTo(new[] { "relu", "pool", "pooled" }));
        using var distiller = DistillerFactory.Create(
            options, student, new NetworkTeacher(teacher, ObjectiveFactory.FeatureNames(options).Teacher, imageSize: 8), imageSize: 8);
        using var batch = new Batch(randn(6, 3, 8, 8), zeros(6, dtype: ScalarType.Int64), [0, 1, 2, 3, 4, 5]);
        using var optimizer = optim.SGD(distiller.Parameters, 0.1, momentum: 0.9);
        distiller.Train(true);
        List<double> losses = [];
        for (var step = 0; step < 40; step++)
        {
            using var loss = distiller.Forward(batch);
            optimizer.zero_grad();
            loss.Distillation!.backward();
            optimizer.step();
            losses.Add(loss.Distillation.ToDouble());
        }

        Assert.That(losses[^1], Is.LessThan(losses[0] / 2));
    }

    [Test]
    public void RefusesListsOfDifferentLengths() => Assert.That(
        () => New(Options with { TeacherFeatures = ["first"] }),
        Throws.ArgumentException.With.Message.Contains("3 features").And.Message.Contains("name as many"));

    [Test]
    public void RefusesAFeatureThatIsNoMap() => Assert.That(
        () => new ReviewKdObjective(
            new ReviewKdOptions { StudentFeatures = ["row"], TeacherFeatures = ["row"] },
            new Dictionary<string, long[]> { ["row"] = [3, 4] },
            new Dictionary<string, long[]> { ["row"] = [3, 4] }),
        Throws.ArgumentException.With.Message.Contains("'row'").And.Message.Contains("3×4"));

    [Test]
    public void RefusesWeightsThatTeachNothing() => Assert.That(
        () => New(Options with { Weight = 0, CeWeight = 0 }), Throws.ArgumentException.With.Message.Contains("reviewkd"));

    private static ReviewKdObjective New(ReviewKdOptions options)
    {
        random.manual_seed(11);
        var objective = new ReviewKdObjective(options, StudentShapes, TeacherShapes);
        foreach (var module in objective.Modules)
        {
            module.to(ScalarType.Float64);
        }

        return objective;
    }

    private static (NetworkOutput Network, TeacherOutput Teacher) Outputs(int count)
    {
        random.manual_seed(12);
        return (
            new NetworkOutput(Random(count, [3]), StudentShapes.ToDictionary(s => s.Key, s => Random(count, s.Value))),
            new TeacherOutput(Random(count, [3]), TeacherShapes.ToDictionary(s => s.Key, s => Random(count, s.Value))));
    }

    private static Tensor Random(int count, long[] shape) => randn([count, .. shape], dtype: ScalarType.Float64).requires_grad_();

    /// <summary>A 1×1 convolution as a matrix product, then batch norm.</summary>
    private static Tensor Middle(IDictionary<string, Tensor> weights, Tensor feature) => Norm(
        weights, "conv1", weights["conv1.0.weight"].flatten(1).matmul(feature.flatten(2)).reshape(feature.shape[0], -1, feature.shape[2], feature.shape[3]));

    private static Tensor Outer(IDictionary<string, Tensor> weights, Tensor fused) =>
        Norm(weights, "conv2", nn.functional.conv2d(fused, weights["conv2.0.weight"], padding: [1, 1]));

    private static Tensor Attend(IDictionary<string, Tensor> weights, Tensor feature, Tensor deeper)
    {
        var both = cat([feature, deeper], 1);
        var scores = weights["att_conv.weight"].flatten(1).matmul(both.flatten(2)) + weights["att_conv.bias"].reshape(1, 2, 1);
        var share = (1 / (1 + (-scores).exp())).reshape(feature.shape[0], 2, 1, feature.shape[2], feature.shape[3]);
        return (feature * share.select(1, 0)) + (deeper * share.select(1, 1));
    }

    private static Tensor Norm(IDictionary<string, Tensor> weights, string layer, Tensor map)
    {
        var mean = map.mean([0, 2, 3], keepdim: true);
        var variance = (map - mean).square().mean([0, 2, 3], keepdim: true);
        return ((map - mean) / (variance + 1e-5).sqrt() * weights[$"{layer}.1.weight"].reshape(1, -1, 1, 1))
            + weights[$"{layer}.1.bias"].reshape(1, -1, 1, 1);
    }

    /// <summary>Pixel (y, x) of the result is pixel (⌊y·h/side⌋, ⌊x·w/side⌋).</summary>
    private static Tensor Nearest(Tensor map, int side)
    {
        var rows = tensor(Enumerable.Range(0, side).Select(y => y * map.shape[2] / side).ToArray());
        var columns = tensor(Enumerable.Range(0, side).Select(x => x * map.shape[3] / side).ToArray());
        return map.index_select(2, rows).index_select(3, columns);
    }
}

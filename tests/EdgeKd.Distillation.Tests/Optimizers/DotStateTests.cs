using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Optimizers;

/// <summary>DOT saved and restored in the middle, in the trainer's way and in TorchSharp's; and DOT as a plain optimizer.</summary>
[TestFixture]
public class DotStateTests
{
    [Test]
    public void TheNamesOfTheStateDoNotChange()
    {
        using var scope = NewDisposeScope();
        using var vectors = new DotVectors(ScalarType.Float32);
        using var dot = new Dot(vectors.Parameters(), new DotOptions());
        var before = dot.State.Select(s => s.Key).ToArray();
        Assert.That(before, Has.Length.EqualTo((2 * DotVectors.Names.Count) + 1).And.Contains("task/shared.weight").And.Contains("distillation/kd_only"));
        dot.Step(vectors.Gradients(1), 0.1);
        Assert.That(dot.State.Select(s => s.Key), Is.EqualTo(before));
    }

    /// <summary>Also right after the first step, where the reference's weight decay depends on what came before.</summary>
    [Test]
    public void ARestoredStateGoesOnAsIfNothingHadHappened(
        [Values] DotWeightDecay variant, [Values(0, 1, 3)] int interruption, [Values] bool torchSharps)
    {
        using var scope = NewDisposeScope();
        using var vectors = new DotVectors(ScalarType.Float32);
        var through = vectors.Parameters();
        using var dot = new Dot(through, vectors.Options("delta0075", variant));
        Run(dot, vectors, 1, interruption);

        (string Name, Parameter Parameter)[] copies = [.. through.Select(p => (p.Name, new Parameter(p.Parameter.detach().clone())))];
        using var resumed = new Dot(copies, vectors.Options("delta0075", variant));
        if (torchSharps)
        {
            using var stream = new MemoryStream();
            dot.save_state_dict(new BinaryWriter(stream));
            stream.Position = 0;
            resumed.load_state_dict(new BinaryReader(stream));
            Assert.That(resumed.state_dict().State[0].ApproximatelyEquals(dot.state_dict().State[0]), Is.True);
        }
        else
        {
            using var noGrad = no_grad();
            foreach (var (target, source) in resumed.State.Zip(dot.State))
            {
                target.Value.copy_(source.Value);
            }
        }

        Run(dot, vectors, interruption + 1, DotVectors.Steps);
        Run(resumed, vectors, interruption + 1, DotVectors.Steps);
        for (var i = 0; i < copies.Length; i++)
        {
            Assert.That(copies[i].Parameter.data<float>().ToArray(), Is.EqualTo(through[i].Parameter.data<float>().ToArray()));
        }
    }

    [Test]
    public void ACopiedStateDictionaryIsACopy()
    {
        using var scope = NewDisposeScope();
        using var vectors = new DotVectors(ScalarType.Float32);
        using var dot = new Dot(vectors.Parameters(), new DotOptions());
        using var other = new Dot(vectors.Parameters(), new DotOptions());
        Run(dot, vectors, 1, 2);
        other.load_state_dict(dot.state_dict());
        Assert.That(other.state_dict().State[2].ApproximatelyEquals(dot.state_dict().State[2]), Is.True);
        Run(dot, vectors, 3, 3);
        Assert.That(other.state_dict().State[2].ApproximatelyEquals(dot.state_dict().State[2]), Is.False);
    }

    [Test]
    public void AsAPlainOptimizerItTakesTheTwoGradientsOneAfterTheOther()
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Network(), Network());
        using var reference = new Dot(theirs, new DotOptions { WeightDecay = 0.01 });
        using optim.Optimizer optimizer = new Dot(ours, new DotOptions { WeightDecay = 0.01 }, learningRate: 0.05);
        for (var step = 1; step <= 3; step++)
        {
            var (task, distillation) = Losses(ours);
            autograd.backward([distillation], retain_graph: true);
            ((Dot)optimizer).step_kd();
            task.backward();
            optimizer.step();
            Assert.That(ours.Select(p => p.Parameter.grad), Is.All.Null, "a kept gradient would count as reaching everything");

            (task, distillation) = Losses(theirs);
            using var losses = new DistillationLosses(task, distillation, zeros(1));
            Parameter[] parameters = [.. theirs.Select(p => p.Parameter)];
            reference.Step(new EdgeKd.Distillation.GradientPolicies.Separate().Compute(losses, parameters), 0.05);
            for (var i = 0; i < ours.Length; i++)
            {
                Assert.That(ours[i].Parameter.data<float>().ToArray(), Is.EqualTo(theirs[i].Parameter.data<float>().ToArray()));
            }
        }
    }

    [Test]
    public void AScheduleSetsItsLearningRate()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));
        using var dot = new Dot([("w", parameter)], new DotOptions(), learningRate: 0.5);
        dot.ParamGroups.Single().LearningRate = 0.25;
        parameter.grad = ones(1);
        dot.step_kd();
        dot.step();
        Assert.That(parameter.ToSingle(), Is.EqualTo(0.75f));
    }

    [Test]
    public void AStepWithoutADistillationGradientIsRefused()
    {
        using var scope = NewDisposeScope();
        using var dot = new Dot([("w", new Parameter(ones(1)))], new DotOptions());
        Assert.That(() => dot.step(), Throws.InvalidOperationException.With.Message.Contains("step_kd"));
        Assert.That(() => dot.add_param_group(new ParamGroup()), Throws.TypeOf<NotSupportedException>());
    }

    private static (string Name, Parameter Parameter)[] Network()
    {
        random.manual_seed(4);
        return [("backbone", new Parameter(randn(3, 4))), ("main", new Parameter(randn(2, 3))), ("aux", new Parameter(randn(2, 3)))];
    }

    private static (Tensor Task, Tensor Distillation) Losses((string Name, Parameter Parameter)[] p)
    {
        var hidden = p[0].Parameter.tanh();
        return (p[1].Parameter.mm(hidden).square().mean(), p[2].Parameter.mm(hidden).sin().mean());
    }

    private static void Run(Dot dot, DotVectors vectors, int from, int to)
    {
        for (var step = from; step <= to; step++)
        {
            dot.Step(vectors.Gradients(step), vectors.LearningRate(step));
        }
    }
}

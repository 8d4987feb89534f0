using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Reparameterization;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Features;

/// <summary>In bfloat16 only the trained network computes narrowly: what objectives and teachers see is float32.</summary>
[TestFixture]
internal sealed class MixedPrecisionTests
{
    [SetUp]
    public void NeedAutocast()
    {
        if (!Autocast.IsSupported)
        {
            Assert.Ignore("TorchSharp 0.107 has no autocast");
        }
    }

    [Test]
    public void ObjectiveAndTeacherSeeFloat32OutsideAutocast([Values] bool gpd)
    {
        using var scope = NewDisposeScope();
        using var student = new ToyNetwork(norm: true);
        var (own, dynamic, teacher) = (new Spy(), new Spy(), new SpyingTeacher());
        using IDistiller distiller = gpd
            ? new GpdDistiller(
                InverseReparameterization.Expand(student, new ExpansionOptions { CheckedImageSize = 8 }), own, dynamic, teacher, new GpdOptions(),
                precision: TrainingPrecision.BFloat16)
            : new StudentDistiller(student, own, teacher, precision: TrainingPrecision.BFloat16);
        using var batch = new Batch(randn(6, 3, 8, 8), tensor(new long[] { 0, 1, 2, 0, 1, 2 }), [0, 1, 2, 3, 4, 5]);
        using var losses = distiller.Forward(batch);
        losses.Task.backward();

        foreach (var spy in gpd ? new[] { own, dynamic } : [own])
        {
            Assert.That(spy.Types, Is.EqualTo(new[] { ScalarType.Float32, ScalarType.Float32 }));
            Assert.That(spy.WasRounded, Is.True, "the network did compute in bfloat16");
            Assert.That(spy.SawAutocast, Is.False);
        }

        Assert.That(teacher.SawAutocast, Is.False);
        Assert.That(losses.StudentLogits.dtype, Is.EqualTo(ScalarType.Float32));
        var gradients = distiller.Parameters.Select(p => p.Parameter.grad).OfType<Tensor>();
        Assert.That(gradients.Select(gradient => gradient.dtype).Distinct(), Is.EqualTo(new[] { ScalarType.Float32 }));
        Assert.That(distiller.Description, Does.EndWith(" in bf16"));
    }

    [Test]
    public void Float32IsDescribedAsBefore()
    {
        using var student = new ToyNetwork();
        using var distiller = new StudentDistiller(student, new LabelObjective());

        Assert.That(distiller.Description, Is.EqualTo("ce(smoothing=0)"));
        Assert.That(JsonSerializer.Serialize(new TrainingOptions { Normalization = ToySet.Normalization }), Does.Not.Contain("Tf32"));
        Assert.That(JsonSerializer.Serialize(new TrainingOptions { Normalization = ToySet.Normalization, Tf32 = false }), Does.Contain("\"Tf32\":false"));
    }

    private sealed class Spy : IObjective
    {
        public ScalarType[] Types { get; private set; } = [];

        public bool WasRounded { get; private set; }

        public bool SawAutocast { get; private set; }

        public string Description => "spy";

        public IReadOnlyList<string> FeatureNames => [FeatureHooks.Pooled];

        public IReadOnlyList<nn.Module> Modules => [];

        public ObjectiveLosses Forward(NetworkOutput network, TeacherOutput? teacher, Tensor labels, MixedLabels? mixed = null)
        {
            Types = [network.Logits.dtype, network.Features[FeatureHooks.Pooled].dtype];
            WasRounded = network.Logits.to_type(ScalarType.BFloat16).to_type(ScalarType.Float32).Equals(network.Logits);
            SawAutocast = Autocast.Of(DeviceType.CPU).Enabled;
            return new(network.Logits.square().sum(), null);
        }

        public void Dispose()
        {
        }
    }

    private sealed class SpyingTeacher : ITeacher
    {
        public bool SawAutocast { get; private set; }

        public int ClassCount => 3;

        public IReadOnlyDictionary<string, long[]> FeatureShapes => new Dictionary<string, long[]>();

        public TeacherOutput Forward(Batch batch)
        {
            SawAutocast = Autocast.Of(DeviceType.CPU).Enabled;
            return new TeacherOutput(zeros(batch.Count, 3), new Dictionary<string, Tensor>());
        }

        public void Dispose()
        {
        }
    }
}

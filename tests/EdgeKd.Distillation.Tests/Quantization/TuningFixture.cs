using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Distillation.Quantization;
using EdgeKd.Distillation.Tests.Teachers;
using EdgeKd.Models;
using EdgeKd.Reparameterization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Quantization;

/// <summary>A MobileNetV1 that knows the tints in float, with channels scaled as merging does: rounded coarsely, it loses them.</summary>
internal sealed class TuningFixture : IDisposable
{
    private const int Side = 16;

    private TuningFixture(ImageClassifier student) => Student = student;

    public ImageClassifier Student { get; }

    public ToySet Train { get; } = new(240, side: Side);

    public ToySet Validation { get; } = new(120, seed: 9, side: Side);

    public string Folder { get; } = Directory.CreateTempSubdirectory("edgekd-tuning-").FullName;

    public TuningOptions Options { get; } = new()
    {
        BatchSize = 24,
        Seed = 7,
        Quantization = new FakeQuantizationOptions { WeightBits = 4, ActivationBits = 4 },
        Normalization = ToySet.Normalization,
    };

    /// <summary>Trains the float network, folds it and scales channels of its first layers against each other.</summary>
    public static TuningFixture Create()
    {
        random.manual_seed(11);
        using var trained = ModelZoo.Create("mobilenetv1", new ModelOptions { Classes = 3, Width = 0.25 });
        var folder = Directory.CreateTempSubdirectory("edgekd-tuning-").FullName;
        using var train = new ToySet(240, side: Side);
        using var validation = new ToySet(120, seed: 9, side: Side);
        using (var distiller = new StudentDistiller(trained, new LabelObjective()))
        {
            new Trainer(
                new TrainingOptions { Epochs = 10, BatchSize = 24, LearningRate = 0.05, Seed = 5, Normalization = ToySet.Normalization },
                distiller,
                train,
                validation,
                folder).Run();
        }

        Directory.Delete(folder, recursive: true);
        var folded = Reparameterizer.Fuse(trained);
        Unbalance(folded);
        return new TuningFixture(folded);
    }

    /// <summary>Tunes, with the float student as the teacher.</summary>
    /// <param name="stopAt">In this step of this run: cancel.</param>
    /// <param name="change">Changes the options.</param>
    public TuningResult Run(int? stopAt = null, Func<TuningOptions, TuningOptions>? change = null)
    {
        using var stop = new CancellationTokenSource();
        var teacher = new CountingTeacher(new NetworkTeacher(Reparameterizer.Fuse(Student)))
        {
            OnForward = step =>
            {
                if (step == stopAt)
                {
                    stop.Cancel();
                }
            },
        };
        return QuantizationAwareTuning.Run(
            Student, Train, Validation, change?.Invoke(Options) ?? Options, Folder, teacher, cancellation: stop.Token);
    }

    public double FloatTop1(ImageClassifier network) => Evaluation.Evaluate(network, Validation, ToySet.Normalization).Top1;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        Student.Dispose();
    }

    // A ReLU passes a positive factor on: the network computes the same, and its activations need another range each.
    private static void Unbalance(ImageClassifier network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Conv2d[] convolutions = [.. network.modules().OfType<Conv2d>().DistinctBy(conv => conv.weight)];
        foreach (var (conv, next) in convolutions.Zip(convolutions.Skip(1)).Where((_, index) => index % 4 == 1))
        {
            var factors = ones(conv.out_channels);
            factors[0] = 12;
            conv.weight!.mul_(factors.view(-1, 1, 1, 1));
            conv.bias!.mul_(factors);
            next.weight!.div_(next.groups == 1 ? factors.view(1, -1, 1, 1) : factors.view(-1, 1, 1, 1));
        }
    }
}

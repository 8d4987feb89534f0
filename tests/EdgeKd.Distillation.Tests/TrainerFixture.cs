using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests;

/// <summary>A small training that can be cancelled or struck down at a chosen step.</summary>
internal sealed class TrainerFixture : IDisposable
{
    public const int Steps = 6;

    private readonly ToySet train = new(100);

    public ToySet Validation { get; init; } = new(60, seed: 9);

    public string Folder { get; } = Directory.CreateTempSubdirectory("edgekd-trainer-").FullName;

    public TrainingOptions Options { get; init; } = new()
    {
        Epochs = 3,
        BatchSize = 16,
        LearningRate = 0.05,
        EmaDecay = 0.9,
        Seed = 5,
        Augmentation = new AugmentationOptions { CropPadding = 1, HorizontalFlip = true },
        Normalization = ToySet.Normalization,
    };

    public string Method { get; init; } = "kd";

    /// <summary>The teacher's network, made anew for each run.</summary>
    public Func<ToyNetwork> Teacher { get; init; } = () => new ToyNetwork(4);

    public RecordedProgress Progress { get; } = new();

    /// <summary>Trains from fresh weights, as a new process would.</summary>
    /// <param name="stopAt">After this many steps of this run: cancel.</param>
    /// <param name="crashAt">In this step of this run: throw, as a killed process would stop.</param>
    public (TrainingResult? Result, string Bytes) Run(int? stopAt = null, int? crashAt = null)
    {
        using var student = new ToyNetwork(3);
        using var stop = new CancellationTokenSource();
        using var distiller = new StoppingDistiller(
            DistillerFactory.Create(new DistillerOptions { Method = Method }, student, new NetworkTeacher(Teacher())),
            step =>
            {
                if (step == stopAt)
                {
                    stop.Cancel();
                }

                if (step == crashAt)
                {
                    throw new TimeoutException("struck down");
                }
            });
        try
        {
            var result = new Trainer(Options, distiller, train, Validation, Folder, Progress).Run(stop.Token);
            return (result, student.Bytes());
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            return (null, student.Bytes());
        }
    }

    /// <summary>A teacher that knows the tints.</summary>
    public static ToyNetwork TrainTeacher()
    {
        using var training = new TrainerFixture();
        var network = new ToyNetwork(8);
        using var distiller = new StudentDistiller(network, new LabelObjective());
        new Trainer(training.Options, distiller, training.train, training.Validation, training.Folder).Run();
        return network;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal sealed class RecordedProgress : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public IEnumerable<string> Messages => Reports.Select(r => r.Message).OfType<string>();

        public void Report(TrainingProgress value) => Reports.Add(value);
    }
}

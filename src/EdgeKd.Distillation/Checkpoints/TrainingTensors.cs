using EdgeKd.Distillation.Metrics;
using EdgeKd.Distillation.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Checkpoints;

/// <summary>Every tensor that a training carries from step to step: what a checkpoint keeps.</summary>
internal sealed class TrainingTensors : IDisposable
{
    private readonly IDistiller distiller;
    private readonly Tensor generator;

    public TrainingTensors(TrainingOptions options, IDistiller distiller, int steps)
    {
        this.distiller = distiller;
        Optimizer = OptimizerFactory.Create(options, distiller.Parameters);
        Average = options.EmaDecay is { } decay ? new WeightAverage(distiller.Student, decay) : null;
        Best = new WeightSnapshot(distiller.Student);
        Log = new StepLog(steps, Evaluation.DeviceOf(distiller.Student));
        generator = get_rng_state().DetachFromDisposeScope();
    }

    public IStepOptimizer Optimizer { get; }

    public WeightAverage? Average { get; }

    /// <summary>The weights of the best epoch so far.</summary>
    public WeightSnapshot Best { get; }

    public StepLog Log { get; }

    /// <summary>Writes the checkpoint; an interruption leaves the old one or the new one.</summary>
    public void Save(string folder, TrainingState state)
    {
        using (var now = get_rng_state())
        {
            generator.copy_(now);
        }

        TrainingCheckpoint.Write(folder, All(), state);
    }

    /// <summary>Restores the folder's checkpoint of this very training.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="fingerprint">The training at hand.</param>
    /// <param name="problem">One line when there is a checkpoint and it cannot be used; nothing was changed then.</param>
    /// <returns>The position, or <c>null</c> to start from the beginning.</returns>
    public TrainingState? TryRestore(string folder, string fingerprint, out string? problem)
    {
        var state = TrainingCheckpoint.TryRestore(folder, All(), fingerprint, out problem);
        if (state is not null)
        {
            set_rng_state(generator);
        }

        return state;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
        Best.Dispose();
        Log.Dispose();
        generator.Dispose();
    }

    private List<KeyValuePair<string, Tensor>> All()
    {
        List<KeyValuePair<string, Tensor>> all = [KeyValuePair.Create("generator", generator)];
        foreach (var (index, module) in distiller.Modules.Index())
        {
            all.AddRange(Under($"module.{index}", module.state_dict()));
        }

        all.AddRange(Under("optimizer", Optimizer.State));
        all.AddRange(Under("average", Average?.State ?? []));
        all.AddRange(Under("best", Best.State));
        all.AddRange(Under("log", Log.State));
        return all;
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Under(
        string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(t => KeyValuePair.Create($"{prefix}/{t.Key}", t.Value));
}

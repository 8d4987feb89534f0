using EdgeKd.Data;
using EdgeKd.Distillation.Checkpoints;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Metrics;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Distillation.Schedules;
using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>The training loop, the same for every method.</summary>
/// <remarks>
/// The same options, data, initial weights and machine give the same bytes, also when the training was interrupted at
/// any point and run again with the same work folder. Batches are put where the student's parameters lie. Initial weights are the caller's: seed with
/// <c>torch.random.manual_seed</c> before making the network. Call <see cref="Run"/> once, from one thread.
/// </remarks>
/// <param name="options">The settings.</param>
/// <param name="distiller">Method, student and teacher; stays the caller's.</param>
/// <param name="train">The images to learn from.</param>
/// <param name="validation">The images that choose the epoch.</param>
/// <param name="workFolder">Holds checkpoint.safetensors and metrics.jsonl; made when missing.</param>
/// <param name="progress">Told at most five times a second, and at each epoch's end.</param>
public sealed class Trainer(
    TrainingOptions options,
    IDistiller distiller,
    IImageSet train,
    IImageSet validation,
    string workFolder,
    IProgress<TrainingProgress>? progress = null)
{
    private readonly List<string> warnings = [];
    private ProgressMeter meter = null!;
    private int steps;

    /// <summary>Trains to the end, from the work folder's checkpoint where there is one.</summary>
    /// <param name="cancellation">Stops at the next step's end, after writing a checkpoint.</param>
    /// <returns>The result; the kept weights (best or last epoch, averaged or not) are in the distiller's student.</returns>
    /// <exception cref="ArgumentException">The settings, the data and the network do not fit.</exception>
    /// <exception cref="TrainingDivergedException">A loss became NaN or infinite.</exception>
    /// <exception cref="IOException">The work folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a later run goes on from here.</exception>
    public TrainingResult Run(CancellationToken cancellation = default)
    {
        TrainingChecks.Require(options, distiller, train, validation);
        cancellation.ThrowIfCancellationRequested();
        TrainingCheckpoint.PrepareFolder(workFolder);
        HostMemory.KeepFreedBlocks();
        set_num_threads(options.Threads);
        random.manual_seed(options.Seed);
        using var tf32 = options.Tf32 is { } allowed ? new Tf32(allowed) : null;

        using var loader = new BatchLoader(train, LoaderOptions());
        steps = loader.BatchCount;
        var totalSteps = (long)steps * options.Epochs;
        var schedule = new LearningRateSchedule(options.Schedule, options.Epochs);
        var policy = GradientPolicyFactory.Create(options.GradientPolicy);
        Parameter[] parameters = [.. distiller.Parameters.Select(p => p.Parameter)];
        using var tensors = new TrainingTensors(options, distiller, steps);
        var state = Resume(tensors);
        meter = new ProgressMeter(options.BatchSize, totalSteps, state.Seconds);
        PeakMemory.Reset();

        while (state.Epoch < options.Epochs)
        {
            meter.BeginEpoch(state.EpochSeconds, state.EpochWaitSeconds);
            distiller.BeginEpoch(state.Epoch + 1);
            distiller.Train(true);
            foreach (var batch in meter.Awaited(Batches(loader, state)))
            {
                using (NewDisposeScope())
                using (batch)
                {
                    var step = ((long)state.Epoch * steps) + state.Step;
                    using var losses = distiller.Forward(batch);
                    if (state.Step == 0)
                    {
                        tensors.Log.RecordCosine(GradientCosine.Of(losses, parameters));
                    }

                    var gradients = policy.Compute(losses, parameters);
                    tensors.Log.RecordAlignment(state.Step, gradients.Alignment);
                    if (options.GradientClipNorm is { } limit)
                    {
                        GradientClipping.Clip(gradients, limit);
                    }

                    tensors.Optimizer.Step(gradients, options.LearningRate * schedule.Factor(step, totalSteps));
                    tensors.Average?.Update(step + 1);
                    tensors.Log.Record(state.Step, losses, batch.Mixed?.Larger(batch.Labels) ?? batch.Labels);
                    state.Distils = losses.Distillation is not null;
                }

                state.Step++;
                meter.CountStep();
                if (cancellation.IsCancellationRequested)
                {
                    RequireFinite(tensors.Log.Read(state.Step), state, schedule);
                    meter.WriteTo(state);
                    tensors.Save(workFolder, state);
                    cancellation.ThrowIfCancellationRequested();
                }

                if (meter.Due)
                {
                    Report(state, RequireFinite(tensors.Log.Read(state.Step), state, schedule));
                }
            }

            var totals = RequireFinite(tensors.Log.Read(steps), state, schedule);
            meter.EndSteps();
            var evaluation = Validate(tensors.Average);
            Choose(tensors, state, evaluation);
            state.Epochs.Add(Measure(state, totals, evaluation, options.LearningRate * schedule.Factor(LastStep(state), totalSteps)));
            state.Epoch++;
            state.Step = 0;
            meter.EndEpoch();
            meter.WriteTo(state);
            state.PeakMemoryBytes = Math.Max(state.PeakMemoryBytes, PeakMemory.ReadBytes());
            MetricsFile.Write(workFolder, state.Epochs);
            tensors.Save(workFolder, state);
            Report(state, totals);
            if (state.Epoch < options.Epochs)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        tensors.Best.Restore();
        distiller.Train(false);
        return Summarize(state);
    }

    private BatchLoaderOptions LoaderOptions() => new()
    {
        BatchSize = options.BatchSize,
        Shuffle = true,
        ClassSampling = options.ClassSampling,
        ShuffleBuffer = options.ShuffleBuffer,
        ShardSamples = options.ShardSamples,
        // Every step gets a full batch, so that no step's batch-norm statistics are poorer than another's;
        // the shuffle leaves other images out each epoch.
        DropLast = train.Count >= options.BatchSize,
        Seed = options.Seed,
        AugmentationSeed = options.AugmentationSeed,
        Views = options.Views,
        Threads = options.LoaderThreads,
        ImageSize = ImageSize,
        Augmentation = options.Augmentation,
        Normalization = options.Normalization,
        Device = Evaluation.DeviceOf(distiller.Student),
    };

    private int ImageSize => options.ImageSize == 0 ? train.Height : options.ImageSize;

    private int ImagesAnEpoch => train.Count >= options.BatchSize ? steps * options.BatchSize : train.Count;

    private long LastStep(TrainingState state) => ((state.Epoch + 1L) * steps) - 1;

    private IEnumerable<Batch> Batches(BatchLoader loader, TrainingState state) =>
        state.Step < steps ? loader.Epoch(state.Epoch, state.Step) : [];

    private TrainingState Resume(TrainingTensors tensors)
    {
        var fingerprint = Fingerprint.Of(options, distiller, train, validation);
        var state = tensors.TryRestore(workFolder, fingerprint, out var problem);
        if (problem is not null)
        {
            Warn($"{problem}: training starts from the beginning.");
        }

        if (state is null)
        {
            return new TrainingState { Fingerprint = fingerprint, Seed = options.Seed };
        }

        Say(state, $"Resuming after {state.Epoch} of {options.Epochs} epochs and {state.Step} of {steps} steps.");
        MetricsFile.Write(workFolder, state.Epochs);
        return state;
    }

    /// <summary>NaN stays NaN: averages, momenta and weights are lost from the first broken step on.</summary>
    private StepTotals RequireFinite(StepTotals totals, TrainingState state, LearningRateSchedule schedule)
    {
        if (totals.FirstBrokenStep is { } step)
        {
            var at = ((long)state.Epoch * steps) + step;
            var learningRate = options.LearningRate * schedule.Factor(at, (long)steps * options.Epochs);
            throw new TrainingDivergedException(
                $"The loss became NaN or infinite in epoch {state.Epoch + 1}, step {step + 1} of {steps}, at a learning " +
                $"rate of {learningRate:0.####}: lower the learning rate (try {options.LearningRate / 4:0.####}) or warm up longer.");
        }

        return totals;
    }

    private EvaluationResult Validate(WeightAverage? average)
    {
        if (average is null)
        {
            return Evaluate();
        }

        using var live = new WeightSnapshot(distiller.Student);
        average.CopyToModule();
        var evaluation = Evaluate();
        live.Restore();
        return evaluation;

        EvaluationResult Evaluate() => Evaluation.Evaluate(
            distiller.Student, validation, options.Normalization, ImageSize, options.LoaderThreads);
    }

    private double Top1(Func<Tensor, Tensor> forward) => Evaluation.Evaluate(
        forward,
        validation,
        options.Normalization,
        ImageSize,
        options.LoaderThreads,
        Evaluation.DeviceOf(distiller.Student)).Top1;

    private void Choose(TrainingTensors tensors, TrainingState state, EvaluationResult evaluation)
    {
        if (!double.IsFinite(evaluation.Loss))
        {
            throw new TrainingDivergedException(
                $"The validation loss became NaN or infinite after epoch {state.Epoch + 1}: " +
                $"lower the learning rate (try {options.LearningRate / 4:0.####}) or warm up longer.");
        }

        var best = state.BestEpoch == 0 ? null : state.Epochs[state.BestEpoch - 1];
        if (options.Select == "last" || best is null || EpochChoice.IsBetter(evaluation, best, options.SelectBy))
        {
            tensors.Best.Take(tensors.Average?.State);
            state.BestEpoch = state.Epoch + 1;
            state.BestClasses = evaluation.Classes;
        }
    }

    private EpochMetrics Measure(
        TrainingState state, StepTotals totals, EvaluationResult evaluation, double learningRate) => new()
    {
        Epoch = state.Epoch + 1,
        LearningRate = learningRate,
        TaskLoss = totals.TaskLoss,
        DistillationLoss = state.Distils ? totals.DistillationLoss : null,
        TrainTop1 = totals.Labelled > 0 ? (double)totals.Correct / totals.Labelled : 0,
        ValidationLoss = evaluation.Loss,
        ValidationTop1 = evaluation.Top1,
        ValidationTop5 = evaluation.Top5,
        ValidationBalancedAccuracy = evaluation.BalancedAccuracy,
        GradientCosine = totals.GradientCosine,
        ProjectedShare = totals.ProjectedShare,
        Diagnostics = distiller.Diagnose(evaluation.Top1, Top1),
        Best = state.BestEpoch == state.Epoch + 1,
        ImagesPerSecond = ImagesAnEpoch / meter.StepSeconds,
        LoaderWaitShare = meter.WaitShare,
        Seconds = meter.EpochSeconds,
    };

    private TrainingResult Summarize(TrainingState state)
    {
        var best = state.Epochs[state.BestEpoch - 1];
        return new TrainingResult
        {
            BestEpoch = state.BestEpoch,
            ValidationTop1 = best.ValidationTop1,
            ValidationTop5 = best.ValidationTop5,
            ValidationLoss = best.ValidationLoss,
            ValidationClasses = state.BestClasses,
            Seconds = state.Seconds,
            PeakMemoryBytes = state.PeakMemoryBytes,
            ImagesPerSecond = state.Epochs.Count / state.Epochs.Sum(e => 1 / e.ImagesPerSecond),
            Epochs = state.Epochs,
            Warnings = warnings,
        };
    }

    private void Report(TrainingState state, StepTotals totals)
    {
        meter.Report();
        progress?.Report(Progress(state) with
        {
            ImagesPerSecond = meter.ImagesPerSecond,
            Loss = totals.TaskLoss + totals.DistillationLoss,
            TimeLeft = meter.TimeLeft(((long)state.Epoch * steps) + state.Step, options.Epochs - state.Epoch),
        });
    }

    private void Warn(string line)
    {
        warnings.Add(line);
        Say(null, line);
    }

    private void Say(TrainingState? state, string line) =>
        progress?.Report(Progress(state) with { Message = line });

    /// <summary>At an epoch's end the finished epoch is shown, full, rather than the next one, empty.</summary>
    private TrainingProgress Progress(TrainingState? state)
    {
        var finished = state is { Epoch: > 0, Step: 0 };
        return new TrainingProgress(
            options.Name,
            (state?.Epoch ?? 0) + (finished ? 0 : 1),
            options.Epochs,
            finished ? steps : state?.Step ?? 0,
            steps,
            0,
            0,
            state?.Epochs.LastOrDefault()?.ValidationTop1,
            TimeSpan.Zero)
        {
            IsEpochEnd = finished,
        };
    }
}

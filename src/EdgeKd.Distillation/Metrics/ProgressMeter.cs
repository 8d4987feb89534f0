using System.Diagnostics;
using EdgeKd.Distillation.Checkpoints;

namespace EdgeKd.Distillation.Metrics;

/// <summary>Speed and time left of a training, and when it is time to say so.</summary>
internal sealed class ProgressMeter(int batchSize, long totalSteps, double secondsBefore)
{
    private const double IntervalSeconds = 0.2;

    private readonly Stopwatch running = Stopwatch.StartNew();
    private double reportedAt;
    private double epochBegan;
    private double epochSecondsBefore;
    private long stepsSinceReport;
    private double stepsPerSecond;
    private double validationSeconds;

    /// <summary>Whether the last report is long enough ago.</summary>
    public bool Due => Now - reportedAt >= IntervalSeconds;

    /// <summary>Images a second, lately.</summary>
    public double ImagesPerSecond => stepsPerSecond * batchSize;

    /// <summary>Seconds that the epoch's training steps took, over all runs.</summary>
    public double StepSeconds { get; private set; }

    /// <summary>Seconds of the epoch so far, over all runs.</summary>
    public double EpochSeconds => epochSecondsBefore + Now - epochBegan;

    private double Now => running.Elapsed.TotalSeconds;

    /// <summary>Starts an epoch, or goes on with one that has taken some seconds already.</summary>
    public void BeginEpoch(double secondsBeforeInterruption)
    {
        epochSecondsBefore = secondsBeforeInterruption;
        epochBegan = reportedAt = Now;
        stepsSinceReport = 0;
    }

    /// <summary>Notes one training step.</summary>
    public void CountStep() => stepsSinceReport++;

    /// <summary>The epoch's steps are done; validation follows.</summary>
    public void EndSteps()
    {
        Report();
        StepSeconds = EpochSeconds;
    }

    /// <summary>The epoch is done.</summary>
    public void EndEpoch()
    {
        validationSeconds = EpochSeconds - StepSeconds;
        epochSecondsBefore = 0;
        epochBegan = Now;
    }

    /// <summary>Puts the seconds where a checkpoint keeps them.</summary>
    public void WriteTo(TrainingState state)
    {
        state.Seconds = secondsBefore + Now;
        state.EpochSeconds = state.Step == 0 ? 0 : EpochSeconds;
    }

    /// <summary>Takes the speed since the last report in, and starts the next interval.</summary>
    public void Report()
    {
        var seconds = Now - reportedAt;
        if (stepsSinceReport > 0 && seconds > 0)
        {
            var latest = stepsSinceReport / seconds;
            stepsPerSecond = stepsPerSecond == 0 ? latest : (0.8 * stepsPerSecond) + (0.2 * latest);
        }

        reportedAt = Now;
        stepsSinceReport = 0;
    }

    /// <summary>The rest of the training at the present speed, validations included.</summary>
    public TimeSpan TimeLeft(long stepsDone, int validationsLeft) => stepsPerSecond == 0
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(((totalSteps - stepsDone) / stepsPerSecond) + (validationsLeft * validationSeconds));
}

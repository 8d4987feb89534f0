using EdgeKd.Distillation.Checkpoints;

namespace EdgeKd.Distillation.Metrics;

/// <summary>Speed, waiting and time left of a training, and when it is time to say so.</summary>
/// <param name="batchSize">Images a step.</param>
/// <param name="totalSteps">Steps of the training.</param>
/// <param name="secondsBefore">Seconds that earlier runs of it took.</param>
/// <param name="clock">What tells the time; <c>null</c>: the system.</param>
internal sealed class ProgressMeter(int batchSize, long totalSteps, double secondsBefore, TimeProvider? clock = null)
{
    private const double IntervalSeconds = 0.2;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly long began = (clock ?? TimeProvider.System).GetTimestamp();
    private double reportedAt;
    private double epochBegan;
    private double epochSecondsBefore;
    private long stepsSinceReport;
    private double stepsPerSecond;
    private double validationSeconds;
    private double waitSeconds;

    /// <summary>Whether the last report is long enough ago.</summary>
    public bool Due => Now - reportedAt >= IntervalSeconds;

    /// <summary>Images a second, lately.</summary>
    public double ImagesPerSecond => stepsPerSecond * batchSize;

    /// <summary>Seconds that the epoch's training steps took, over all runs.</summary>
    public double StepSeconds { get; private set; }

    /// <summary>The share of <see cref="StepSeconds"/>, in [0, 1], that was spent waiting for the next batch.</summary>
    public double WaitShare => StepSeconds > 0 ? waitSeconds / StepSeconds : 0;

    /// <summary>Seconds of the epoch so far, over all runs.</summary>
    public double EpochSeconds => epochSecondsBefore + Now - epochBegan;

    private double Now => clock.GetElapsedTime(began).TotalSeconds;

    /// <summary>Starts an epoch, or goes on with one that has taken some seconds already.</summary>
    /// <param name="secondsBeforeInterruption">Those seconds.</param>
    /// <param name="waitSecondsBeforeInterruption">Those of them that were waited.</param>
    public void BeginEpoch(double secondsBeforeInterruption, double waitSecondsBeforeInterruption)
    {
        epochSecondsBefore = secondsBeforeInterruption;
        waitSeconds = waitSecondsBeforeInterruption;
        epochBegan = reportedAt = Now;
        stepsSinceReport = 0;
    }

    /// <summary>Gives on what a loader gives, and notes how long it was waited for.</summary>
    public IEnumerable<T> Awaited<T>(IEnumerable<T> batches)
    {
        using var each = batches.GetEnumerator();
        while (Next())
        {
            yield return each.Current;
        }

        bool Next()
        {
            var asked = Now;
            var there = each.MoveNext();
            waitSeconds += Now - asked;
            return there;
        }
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
        epochSecondsBefore = waitSeconds = 0;
        epochBegan = Now;
    }

    /// <summary>Puts the seconds where a checkpoint keeps them.</summary>
    public void WriteTo(TrainingState state)
    {
        state.Seconds = secondsBefore + Now;
        state.EpochSeconds = state.Step == 0 ? 0 : EpochSeconds;
        state.EpochWaitSeconds = state.Step == 0 ? 0 : waitSeconds;
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

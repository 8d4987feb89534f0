namespace EdgeKd.Distillation.Schedules;

/// <summary>The learning rate's factor as a closed form of the step: nothing to carry, nothing to keep in a checkpoint.</summary>
public sealed class LearningRateSchedule
{
    private readonly ScheduleOptions options;
    private readonly double epochs;

    /// <summary>Checks and keeps the settings.</summary>
    /// <param name="options">The schedule.</param>
    /// <param name="epochs">Length of the training in epochs, above 0.</param>
    /// <exception cref="ArgumentException">Unknown kind, or a setting out of range.</exception>
    public LearningRateSchedule(ScheduleOptions options, double epochs)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Kind is not ("cosine" or "step" or "constant"))
        {
            throw new ArgumentException($"Unknown schedule '{options.Kind}': use cosine, step or constant.");
        }

        if (!(epochs > 0) || !(options.WarmUpEpochs >= 0 && options.WarmUpEpochs < epochs))
        {
            throw new ArgumentException(
                $"A warm-up of {options.WarmUpEpochs} epochs does not fit in a training of {epochs}: make it shorter.");
        }

        if (options.FinalFactor is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"The cosine schedule's final factor {options.FinalFactor} is outside [0, 1].");
        }

        if (options.DropFactor is not (> 0 and <= 1))
        {
            throw new ArgumentException($"The step schedule's drop factor {options.DropFactor} is outside (0, 1].");
        }

        if (options.Kind == "step" && options.Milestones.Count == 0)
        {
            throw new ArgumentException("The step schedule has no milestones: name the epochs after which it drops.");
        }

        if (options.Milestones.Zip(options.Milestones.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ArgumentException(
                $"The step schedule's milestones {string.Join(", ", options.Milestones)} must rise.");
        }

        this.options = options;
        this.epochs = epochs;
    }

    /// <summary>The factor on the base learning rate at a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="total">All steps of the training.</param>
    /// <returns>
    /// In the warm-up of W steps (step + 1)/W. After it: constant 1; cosine f + (1 − f)·(1 + cos π·x)/2 with x the done
    /// part of the steps after the warm-up (Loshchilov and Hutter, SGDR, 2017); step the drop factor to the power of
    /// the milestones passed, counted from the training's beginning.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The step is not in [0, total).</exception>
    public double Factor(long step, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, total);
        var warmUp = (long)Math.Round(options.WarmUpEpochs / epochs * total);
        if (step < warmUp)
        {
            return (step + 1.0) / warmUp;
        }

        switch (options.Kind)
        {
            case "cosine":
                var done = (double)(step - warmUp) / (total - warmUp);
                return options.FinalFactor + ((1 - options.FinalFactor) * (1 + Math.Cos(Math.PI * done)) / 2);
            case "step":
                // Rounded, so that a whole milestone falls on the first step of its epoch and not on a neighbour of it.
                var passed = options.Milestones.Count(epoch => step >= (long)Math.Round(epoch / epochs * total));
                return Math.Pow(options.DropFactor, passed);
            default:
                return 1;
        }
    }
}

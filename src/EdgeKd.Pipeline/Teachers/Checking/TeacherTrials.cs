using EdgeKd.Data;
using EdgeKd.Distillation;

namespace EdgeKd.Pipeline.Teachers.Checking;

/// <summary>Tries the likely causes of a teacher's failure on some validation images.</summary>
/// <param name="plain">The teacher, before its images and classes are adapted; stays the caller's.</param>
/// <param name="order">The logit of each class of the data, as the recipe has it.</param>
/// <param name="validation">The validation images; stay the caller's.</param>
/// <param name="student">The student's normalisation.</param>
/// <param name="size">Side of the student's images in pixels.</param>
/// <param name="threads">Threads that prepare batches.</param>
internal sealed class TeacherTrials(
    ITeacher plain, IReadOnlyList<int> order, IImageSet validation, Normalization student, int size, int threads)
{
    private const int FirstImages = 250;
    private const int MostImages = 1000;

    // Two causes that differ by less are the same to so few images, and the one that changes less is the likelier.
    private const double Equal = 0.02;

    // Of fewer classes there are too few orders for one to stand out.
    private const int FewestClasses = 5;
    private const double ShuffleLevel = 0.01;

    /// <summary>Tries all on a few images, and the best again on more.</summary>
    /// <param name="inputs">The images to try, the recipe's own first.</param>
    /// <param name="progress">Told the fraction done after each trial.</param>
    /// <param name="cancellation">Stops between two trials.</param>
    /// <returns>The best, measured on up to 1,000 images; the recipe's own where nothing is better.</returns>
    public Trial Best(IReadOnlyList<TrialInput> inputs, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var few = SelectedImages.Spread(validation, FirstImages);
        List<Trial> trials = [];
        foreach (var (index, input) in inputs.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            trials.AddRange(Try(input, few));
            progress?.Report((index + 1.0) / inputs.Count);
        }
        var highest = trials.Max(trial => trial.Accuracy);
        var best = trials.Where(trial => trial.Accuracy >= highest - Equal).MinBy(trial => (trial.ChangeCount, trial.Loss))!;
        using var more = SelectedImages.Spread(validation, MostImages);
        return Try(best.Given, more).Single(trial => trial.Order is null == best.Order is null);
    }

    /// <summary>Whether as many answers would be right with the classes shuffled: then it is luck that any are.</summary>
    /// <param name="own">The recipe's own images.</param>
    public bool IsOrderArbitrary(TeacherInput own)
    {
        using var more = SelectedImages.Spread(validation, MostImages);
        return order.Count >= FewestClasses && Answers(own, more).ShareOfOrdersAsGood(order) > ShuffleLevel;
    }

    /// <summary>An input with the recipe's order of classes, and with the best one.</summary>
    private IEnumerable<Trial> Try(TrialInput input, IImageSet images)
    {
        var answers = Answers(input.Input, images);
        var (best, accuracy) = answers.BestOrder();
        return
        [
            new Trial(input, null, answers.Accuracy(order), answers.Loss(order), images.Count),
            new Trial(input, best, accuracy, answers.Loss(best), images.Count / 2),
        ];
    }

    // The adapted teacher is not disposed: what it adapts stays the caller's.
    private TrialAnswers Answers(TeacherInput input, IImageSet images) => TrialAnswers.Of(
        Evaluation.Evaluate(new AdaptedTeacher(plain, input), images, student, size, threads, keepLogits: true).Logits!, images);
}

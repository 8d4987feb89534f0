using EdgeKd.Data;

namespace EdgeKd.Edge;

/// <summary>Answers every image of a set and compares with its label.</summary>
public static class AccuracyRunner
{
    // Fixed, because a runtime may add up in another order for another batch size: the answers must not depend on threads.
    private const int BatchSize = 32;

    /// <summary>Measures the accuracy of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="set">The images; where they are larger than the model's input, their centre is used. A model that takes pixels
    /// gets them as they are.</param>
    /// <param name="normalization">How pixels become the model's input; a model that takes pixels knows that itself.</param>
    /// <param name="threads">Batches answered at once, at least 1. The result does not depend on it.</param>
    /// <param name="progress">Told how many images are answered; from several threads.</param>
    /// <param name="cancellation">Stops the run between batches.</param>
    /// <param name="keepLogits">Whether the logits are kept: N×K floats.</param>
    /// <exception cref="InvalidDataException">Classes or sizes do not fit the model, a label is out of range, or a logit is
    /// not a finite number.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was raised.</exception>
    public static AccuracyResult Run(
        OnnxClassifier model,
        IImageSet set,
        Normalization normalization,
        int threads = 1,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default,
        bool keepLogits = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        RequireFit(model, set);
        var classes = model.ClassCount;
        var labels = new int[set.Count];
        var answers = new ClassifierAnswers(set.Count, classes);
        var ranks = new int[set.Count];
        var logits = keepLogits ? new float[checked(set.Count * classes)] : null;
        var input = new ModelInput(model, set, normalization);
        var batchSize = Math.Min(BatchSize, model.MaxBatch);
        var done = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        var fault = new FirstFault();
        Parallel.For(0, (set.Count + batchSize - 1) / batchSize, parallel, (batch, loop) =>
        {
            var first = batch * batchSize;
            var count = Math.Min(batchSize, set.Count - first);
            try
            {
                using var bound = input.Bind(model, first, count);
                var rows = bound.Run();
                for (var i = 0; i < count; i++)
                {
                    var row = rows.AsSpan(i * classes, classes);
                    RequireFinite(row, model, set.NameOf(first + i));
                    labels[first + i] = LabelOf(set, first + i, classes);
                    answers.Set(first + i, row, labels[first + i]);
                    ranks[first + i] = Ranking.RankOf(row, labels[first + i]);
                }

                if (logits is not null)
                    rows.CopyTo(logits, first * classes);
            }
            catch (Exception e)
            {
                // Break, unlike an exception, still runs the batches before this one: the message does not depend on threads.
                fault.Add(batch, e);
                loop.Break();
                return;
            }

            progress?.Report(Interlocked.Add(ref done, count));
        });
        fault.Throw();
        return Summarize(labels, answers, ranks, logits, set.ClassNames, classes);
    }

    private static AccuracyResult Summarize(
        int[] labels, ClassifierAnswers answers, int[] ranks, float[]? logits, IReadOnlyList<string> names, int classes)
    {
        var counts = new int[classes];
        var correct = new int[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            if (ranks[i] == 0)
                correct[labels[i]]++;
        }

        return new AccuracyResult
        {
            Count = labels.Length,
            Top1 = (double)ranks.Count(r => r == 0) / labels.Length,
            Top5 = (double)ranks.Count(r => r < 5) / labels.Length,
            Labels = labels,
            Answers = answers,
            Predictions = answers.Predictions(),
            PerClassRecall = [.. Enumerable.Range(0, classes).Select(k => new ClassRecall(names[k], counts[k], correct[k]))],
            Logits = logits,
        };
    }

    private static void RequireFit(OnnxClassifier model, IImageSet set)
    {
        if (set.Count == 0)
            throw new InvalidDataException("The set to measure the accuracy on holds no image.");
        if (set.ClassNames.Count != model.ClassCount)
            throw new InvalidDataException(
                $"{model.Path}: the model has {model.ClassCount} classes and the data set has {set.ClassNames.Count}; measure it on the data it was made for.");
        for (var k = 0; k < model.Labels.Length; k++)
        {
            if (model.Labels[k] != set.ClassNames[k])
                throw new InvalidDataException(
                    $"{model.Path}: class {k} is '{model.Labels[k]}' in the model and '{set.ClassNames[k]}' in the data set; the classes must be the same in the same order.");
        }
    }

    private static int LabelOf(IImageSet set, int index, int classes)
    {
        var label = set.LabelOf(index);
        if (label < 0 || label >= classes)
            throw new InvalidDataException($"{set.NameOf(index)}: the label is {label}, and there are {classes} classes.");
        return label;
    }

    private static void RequireFinite(ReadOnlySpan<float> logits, OnnxClassifier model, string image)
    {
        for (var k = 0; k < logits.Length; k++)
        {
            if (!float.IsFinite(logits[k]))
                throw new InvalidDataException(
                    $"{model.Path}: logit {k} of the image {image} is {logits[k]}; the weights or the normalisation are broken.");
        }
    }
}

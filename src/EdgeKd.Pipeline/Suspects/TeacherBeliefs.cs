using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Release;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Suspects;

/// <summary>What a teacher believes of the images of a part, from what it has answered already.</summary>
internal static class TeacherBeliefs
{
    private const int BatchSize = 4096;

    /// <summary>From the evidence of a validation.</summary>
    /// <param name="labels">N classes.</param>
    /// <param name="answers">What the teacher answered.</param>
    public static IReadOnlyList<LabelBelief> Of(IReadOnlyList<int> labels, AnswersEvidence answers)
    {
        var predictions = answers.Predictions;
        return [.. labels.Select((label, i) => new LabelBelief(label, predictions[i], answers.Confidence[i], Math.Exp(answers.LabelLogProbability[i])))];
    }

    /// <summary>From a cache: the mean of the probabilities that it gave to all views of an image, which is steadier than any one view.</summary>
    /// <param name="teacher">The cache, whose first images are those of <paramref name="images"/>; it may hold more, without labels.</param>
    /// <param name="images">The labelled images.</param>
    /// <param name="ct">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The cache holds fewer images.</exception>
    public static IReadOnlyList<LabelBelief> Of(CachedTeacher teacher, IImageSet images, CancellationToken ct)
    {
        var (classes, views) = (teacher.ClassCount, teacher.Description.Views);
        if (teacher.Description.Count < images.Count || classes != images.ClassNames.Count)
            throw new InvalidDataException($"the teacher's cache holds {teacher.Description.Count} images of {classes} classes, and the training part {images.Count} of {images.ClassNames.Count}; run the stage cache again");
        var beliefs = new LabelBelief[images.Count];
        using var inference = inference_mode();
        for (var from = 0; from < images.Count; from += BatchSize)
        {
            ct.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int[] indices = [.. Enumerable.Range(from, Math.Min(BatchSize, images.Count - from))];
            var probabilities = zeros([indices.Length, classes]);
            for (var view = 0; view < views; view++)
            {
                // A cache looks places up and reads no pixels.
                using var batch = new Batch(empty([0]), empty([0], ScalarType.Int64), indices, Enumerable.Repeat(view, indices.Length).ToArray());
                probabilities = probabilities + teacher.Forward(batch).Logits.softmax(1);
            }

            var values = probabilities.data<float>().ToArray();
            foreach (var (row, index) in indices.Index())
                beliefs[index] = Belief(values.AsSpan(row * classes, classes), images.LabelOf(index), views);
        }

        return beliefs;
    }

    private static LabelBelief Belief(ReadOnlySpan<float> sums, int label, int views)
    {
        var answer = 0;
        for (var k = 1; k < sums.Length; k++)
            if (sums[k] > sums[answer])
                answer = k;
        return new LabelBelief(label, answer, sums[answer] / views, sums[label] / views);
    }
}

using EdgeKd.Data;
using EdgeKd.Distillation.Losses;
using EdgeKd.Distillation.Metrics;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>Accuracy of networks and teachers, in inference mode and in the data set's order.</summary>
public static class Evaluation
{
    private const int BatchSize = 128;

    /// <summary>Evaluates a network; its mode (training or evaluation) is restored afterwards.</summary>
    /// <param name="network">The network; its 4-d weights are laid out channels-last in place.</param>
    /// <param name="images">The images; at least one.</param>
    /// <param name="normalization">As in training.</param>
    /// <param name="imageSize">Side of the network's input in pixels; 0 takes the set's own.</param>
    /// <param name="threads">Threads that prepare batches.</param>
    /// <param name="keepLogits">Whether to return the logits.</param>
    /// <returns>Top-1, top-5, loss.</returns>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static EvaluationResult Evaluate(
        ImageClassifier network,
        IImageSet images,
        Normalization normalization,
        int imageSize = 0,
        int threads = 1,
        bool keepLogits = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.ToChannelsLast();
        var training = network.training;
        network.eval();
        try
        {
            return Evaluate(
                batch => network.forward(batch.Images), images, normalization, imageSize, threads, keepLogits, DeviceOf(network));
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>Evaluates a teacher.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="images">The images; at least one.</param>
    /// <param name="normalization">As in training.</param>
    /// <param name="imageSize">Side of the network's input in pixels; 0 takes the set's own.</param>
    /// <param name="threads">Threads that prepare batches.</param>
    /// <param name="keepLogits">Whether to return the logits.</param>
    /// <returns>Top-1, top-5, loss.</returns>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public static EvaluationResult Evaluate(
        ITeacher teacher,
        IImageSet images,
        Normalization normalization,
        int imageSize = 0,
        int threads = 1,
        bool keepLogits = false)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        return Evaluate(batch => teacher.Forward(batch).Logits, images, normalization, imageSize, threads, keepLogits);
    }

    /// <summary>Evaluates any function from images to logits, in inference mode; its network's mode is the caller's.</summary>
    internal static EvaluationResult Evaluate(
        Func<Tensor, Tensor> forward, IImageSet images, Normalization normalization, int imageSize, int threads, Device device) =>
        Evaluate(batch => forward(batch.Images), images, normalization, imageSize, threads, keepLogits: false, device);

    /// <summary>Where a network's parameters lie.</summary>
    internal static Device DeviceOf(nn.Module network) => network.parameters().First().device;

    private static EvaluationResult Evaluate(
        Func<Batch, Tensor> forward,
        IImageSet images,
        Normalization normalization,
        int imageSize,
        int threads,
        bool keepLogits,
        Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("No images to evaluate on: give the set at least one.");
        }

        using var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = BatchSize,
            Threads = threads,
            ImageSize = imageSize == 0 ? images.Height : imageSize,
            Normalization = normalization,
            Device = device,
        });
        using var inference = inference_mode();
        double loss = 0;
        long top5 = 0;
        var (counts, correct) = (new int[images.ClassNames.Count], new int[images.ClassNames.Count]);
        List<float> logits = [];
        foreach (var batch in loader.Epoch(0))
        {
            using var scope = NewDisposeScope();
            using (batch)
            {
                var output = forward(batch);
                loss += CrossEntropy.Loss(output, batch.Labels).ToDouble() * batch.Count;
                Count(batch.Labels, TopK.Hits(output, batch.Labels, 1), counts, correct);
                top5 += TopK.Correct(output, batch.Labels, 5).ToInt64();
                if (keepLogits)
                {
                    logits.AddRange(output.cpu().data<float>());
                }
            }
        }

        var count = images.Count;
        return new EvaluationResult(
            (double)correct.Sum() / count, (double)top5 / count, loss / count, count, keepLogits ? [.. logits] : null)
        {
            Classes = [.. counts.Zip(correct, (all, right) => new ClassAccuracy(all, right))],
        };
    }

    /// <summary>Adds a batch's images to their classes; an unlabelled one has none.</summary>
    private static void Count(Tensor labels, Tensor hits, int[] counts, int[] correct)
    {
        var isHit = hits.cpu().data<bool>().ToArray();
        foreach (var (i, label) in labels.cpu().data<long>().ToArray().Index())
        {
            if (label >= 0)
            {
                counts[label]++;
                correct[label] += isHit[i] ? 1 : 0;
            }
        }
    }
}

using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Pipeline.Stages;

/// <summary>Runs the same inputs through the network and through ONNX Runtime.</summary>
internal static class ExportParity
{
    private const int BatchSize = 32;
    private const int RandomCount = 64;
    private const int ImageCount = 256;
    private const long Seed = 20_170_417;

    /// <summary>Compares on standard-normal inputs.</summary>
    public static ParityReport OnRandomInputs(ImageClassifier network, OnnxClassifier runtime, int size)
    {
        random.manual_seed(Seed);
        return Compare(network, runtime, RandomBatches());

        IEnumerable<Tensor> RandomBatches()
        {
            for (var i = 0; i < RandomCount / BatchSize; i++)
            {
                using var batch = randn(BatchSize, 3, size, size);
                yield return batch;
            }
        }
    }

    /// <summary>Compares on images, normalised as in training.</summary>
    public static ParityReport OnImages(ImageClassifier network, OnnxClassifier runtime, IImageSet images, Normalization normalization, int size)
    {
        using var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = BatchSize,
            Shuffle = true,
            Seed = Seed,
            ImageSize = size,
            Normalization = normalization,
        });
        return Compare(network, runtime, Images());

        IEnumerable<Tensor> Images()
        {
            foreach (var batch in loader.Epoch(0).Take(ImageCount / BatchSize))
            {
                using (batch)
                    yield return batch.Images;
            }
        }
    }

    /// <exception cref="InvalidDataException">The logits differ by more than the tolerance.</exception>
    public static void Require(ParityReport report, string inputs)
    {
        if (!report.IsWithin())
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"the exported model's logits differ from the network's by {report.MaxRelativeDifference:0.0e+0} relative on {report.Count} {inputs} inputs, more than {LogitParity.Tolerance:0.0e+0}; a writer for one of its modules is wrong"));
        }
    }

    private static ParityReport Compare(ImageClassifier network, OnnxClassifier runtime, IEnumerable<Tensor> batches)
    {
        List<float> expected = [], actual = [];
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            expected.AddRange(network.forward(batch).contiguous().data<float>());
            // The runtime wants N×C×H×W rows; a batch may be laid out channels-last.
            actual.AddRange(runtime.Run(batch.contiguous().data<float>().ToArray(), (int)batch.shape[0]));
        }
        return LogitParity.Compare(expected.ToArray(), actual.ToArray(), runtime.ClassCount);
    }
}

using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Tests.Exporting;

/// <summary>Exports a network and compares what ONNX Runtime computes with what the network computes.</summary>
internal static class Exported
{
    private const double Tolerance = 1e-4;

    private static readonly int[] BatchSizes = [1, 7];

    /// <summary>The oldest operator set, the usual one and the newest.</summary>
    public static int[] Opsets { get; } = [OperatorSets.Oldest, OperatorSets.Default, OperatorSets.Newest];

    /// <summary>Exports after giving every normalisation statistics that change something.</summary>
    public static ModelProto Export(nn.Module<Tensor, Tensor> network, int height = 8, int width = 8, int channels = 3)
    {
        Unsettle(network);
        return OnnxExporter.Export(network, new ExportOptions { Height = height, Width = width, Channels = channels });
    }

    /// <summary>Requires the logits, and the shape of every value in between, to be those that the model announces.</summary>
    public static void RequireSame(nn.Module<Tensor, Tensor> network, ModelProto model)
    {
        network.eval();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var batch in BatchSizes)
        {
            var shape = model.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(1).Select(d => d.DimValue).Prepend(batch).ToArray();
            using var images = randn(shape);
            var expected = network.call(images).contiguous().data<float>().ToArray();
            var values = Run(model, images.data<float>().ToArray(), shape);
            RequireClose(values[model.Graph.Output[0].Name].Data, expected);
            foreach (var info in model.Graph.ValueInfo.Concat(model.Graph.Output))
            {
                var announced = info.Type.TensorType.Shape.Dim.Select(d => d.HasDimParam ? batch : d.DimValue);
                Assert.That(values[info.Name].Shape, Is.EqualTo(announced), info.Name);
            }
        }
    }

    /// <summary>Requires ONNX Runtime to load a model at every optimization level.</summary>
    public static void RequireLoads(ModelProto model) => RequireLoads(model.ToByteArray());

    /// <summary>As the other, of the bytes of a file.</summary>
    public static void RequireLoads(byte[] bytes)
    {
        foreach (var level in Enum.GetValues<GraphOptimizationLevel>())
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = level, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            Assert.That(() => new InferenceSession(bytes, options).Dispose(), Throws.Nothing, $"{level}");
        }
    }

    /// <summary>Runs a model with every value in between as an output.</summary>
    public static Dictionary<string, (long[] Shape, float[] Data)> Run(ModelProto model, float[] input, long[] shape)
    {
        var open = model.Clone();
        open.Graph.Output.Add(model.Graph.ValueInfo.Select(v => v.Clone()));
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(open.ToByteArray(), options);
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var run = new RunOptions();
        string[] names = [.. open.Graph.Output.Select(o => o.Name)];
        using var results = session.Run(run, [model.Graph.Input[0].Name], [value], names);
        return names.Zip(results).ToDictionary(
            p => p.First,
            p => (p.Second.GetTensorTypeAndShape().Shape, p.Second.GetTensorDataAsSpan<float>().ToArray()));
    }

    /// <summary>Statistics and scales away from 0 and 1: with fresh ones a forgotten normalisation would not be noticed.</summary>
    public static void Unsettle(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var norm in network.modules().OfType<BatchNorm>())
        {
            if (norm.running_mean is not null)
                nn.init.uniform_(norm.running_mean, -0.5, 0.5);
            if (norm.running_var is not null)
                nn.init.uniform_(norm.running_var, 0.5, 2);
            if (norm.weight is not null)
                nn.init.uniform_(norm.weight, 0.5, 1.5);
            if (norm.bias is not null)
                nn.init.uniform_(norm.bias, -0.5, 0.5);
        }
    }

    public static void RequireClose(float[] actual, float[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        var scale = expected.Max(MathF.Abs);
        Assert.That(scale, Is.GreaterThan(1e-3f), "the network answers something");
        var difference = actual.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max();
        Assert.That(difference / scale, Is.InRange(0, Tolerance));
    }
}

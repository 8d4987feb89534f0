using System.Runtime.InteropServices;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Plain integer arithmetic of a QDQ graph: what each node gives for the integers that it gets.</summary>
/// <remarks>Formulas of the format's Operators.md: QLinearConv, QLinearMatMul, QuantizeLinear, and of ONNX Runtime's
/// docs/ContribOperators.md: QLinearAdd, QLinearMul, QLinearConcat, QLinearGlobalAveragePool, QLinearAveragePool.</remarks>
internal sealed class IntegerReference
{
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, NodeProto> _producers;
    private readonly Dictionary<string, Values> _integers;

    /// <param name="graph">The graph.</param>
    /// <param name="integers">The integers of every QuantizeLinear's output.</param>
    public IntegerReference(GraphProto graph, Dictionary<string, Values> integers)
    {
        _constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        _producers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
        _integers = integers;
    }

    /// <summary>The real numbers that a node gives before they are rounded, computed from the integers of its inputs.</summary>
    /// <param name="node">A node whose inputs come from DequantizeLinear.</param>
    public double[] Compute(NodeProto node) => node.OpType switch
    {
        "Conv" => Convolution(node),
        "Gemm" => Gemm(node),
        "Add" => Broadcast(node, (a, b) => a + b),
        "Mul" => Broadcast(node, (a, b) => a * b),
        "Sigmoid" => [.. Real(node, 0).Select(value => 1 / (1 + Math.Exp(-value)))],
        "LeakyRelu" => [.. Real(node, 0).Select(value => value >= 0 ? value : value * 0.01f)],
        "Flatten" => Real(node, 0),
        "Concat" => Concatenation(node),
        "GlobalAveragePool" => [.. Real(node, 0).Chunk((int)(Input(node, 0).Shape[2] * Input(node, 0).Shape[3])).Select(map => map.Average())],
        "MaxPool" => Pool(node, (window, _) => window.Max()),
        "AveragePool" => Pool(node, (window, area) => window.Sum() / (NodeAttributes.Int(node, "count_include_pad", 0) == 1 ? area : window.Count)),
        _ => throw new NotSupportedException(node.OpType),
    };

    /// <summary>The integers that QuantizeLinear makes of real numbers.</summary>
    public byte[] Quantize(NodeProto quantize, double[] values)
    {
        var (scale, zeroPoint) = (Floats(quantize.Input[1])[0], Numbers(quantize.Input[2])[0]);
        return [.. values.Select(value => (byte)Math.Clamp(Math.Round(value / scale) + zeroPoint, 0, 255))];
    }

    private double[] Convolution(NodeProto node)
    {
        var (x, w, b) = (Input(node, 0), Input(node, 1), node.Input.Count > 2 ? Input(node, 2) : null);
        var (groups, stride, pad) = ((int)NodeAttributes.Int(node, "group", 1), (int)NodeAttributes.Ints(node, "strides")![0], (int)NodeAttributes.Ints(node, "pads")![0]);
        var (batch, channels, height, width) = ((int)x.Shape[0], (int)x.Shape[1], (int)x.Shape[2], (int)x.Shape[3]);
        var (outputs, inner, kernel) = ((int)w.Shape[0], (int)w.Shape[1], (int)w.Shape[2]);
        var (rows, columns) = (((height + (2 * pad) - kernel) / stride) + 1, ((width + (2 * pad) - kernel) / stride) + 1);
        var result = new double[batch * outputs * rows * columns];
        for (var at = 0; at < result.Length; at++)
        {
            var (column, row, o, n) = (at % columns, at / columns % rows, at / columns / rows % outputs, at / columns / rows / outputs);
            long sum = b?.Data[o] ?? 0;
            for (var i = 0; i < inner; i++)
            for (var ky = 0; ky < kernel; ky++)
            for (var kx = 0; kx < kernel; kx++)
            {
                var (y, z, c) = ((row * stride) + ky - pad, (column * stride) + kx - pad, (o / (outputs / groups) * inner) + i);
                if (y >= 0 && y < height && z >= 0 && z < width)
                    sum += (x.Data[(((((n * channels) + c) * height) + y) * width) + z] - x.ZeroPoint) * w.Data[(((((o * inner) + i) * kernel) + ky) * kernel) + kx];
            }

            result[at] = sum * (double)x.Scales[0] * w.Scales[o];
        }

        return result;
    }

    private double[] Gemm(NodeProto node)
    {
        var (x, w, b) = (Input(node, 0), Input(node, 1), Input(node, 2));
        var isTransposed = NodeAttributes.Int(node, "transB", 0) == 1;
        var (rows, inner, outputs) = ((int)x.Shape[0], (int)x.Shape[1], b.Data.Length);
        return [.. Enumerable.Range(0, rows * outputs).Select(at =>
        {
            var (row, o) = (at / outputs, at % outputs);
            var sum = b.Data[o] + Enumerable.Range(0, inner).Sum(i => (x.Data[(row * inner) + i] - x.ZeroPoint) * w.Data[isTransposed ? (o * inner) + i : (i * outputs) + o]);
            return sum * (double)x.Scales[0] * w.Scales[o];
        })];
    }

    // Of one shape, or the second 1×C×1×1.
    private double[] Broadcast(NodeProto node, Func<double, double, double> compute)
    {
        var (a, b, shape) = (Real(node, 0), Real(node, 1), Input(node, 0).Shape);
        var area = (int)(shape[2] * shape[3]);
        return [.. a.Select((value, i) => compute(value, b.Length == a.Length ? b[i] : b[i / area % (int)shape[1]]))];
    }

    private double[] Concatenation(NodeProto node)
    {
        var (a, b) = (Real(node, 0), Real(node, 1));
        var batch = (int)Input(node, 0).Shape[0];
        return [.. Enumerable.Range(0, batch).SelectMany(n => a.Skip(n * a.Length / batch).Take(a.Length / batch).Concat(b.Skip(n * b.Length / batch).Take(b.Length / batch)))];
    }

    // Windows of 2×2, one step apart, perhaps with a row and a column of padding before the first.
    private double[] Pool(NodeProto node, Func<List<double>, int, double> reduce)
    {
        var (real, shape) = (Real(node, 0), Input(node, 0).Shape);
        var (height, width, pad) = ((int)shape[2], (int)shape[3], (int)(NodeAttributes.Ints(node, "pads")?[0] ?? 0));
        List<double> result = [];
        foreach (var map in real.Chunk(height * width))
        for (var row = -pad; row < height - 1; row++)
        for (var column = -pad; column < width - 1; column++)
        {
            List<double> window = [];
            for (var y = Math.Max(row, 0); y < row + 2; y++)
            for (var x = Math.Max(column, 0); x < column + 2; x++)
                window.Add(map[(y * width) + x]);
            result.Add(reduce(window, 4));
        }

        return [.. result];
    }

    private double[] Real(NodeProto node, int input)
    {
        var integers = Input(node, input);
        return [.. integers.Data.Select(value => (value - integers.ZeroPoint) * (double)integers.Scales[0])];
    }

    private Integers Input(NodeProto node, int input)
    {
        var dequantize = _producers[node.Input[input]];
        Assert.That(dequantize.OpType, Is.EqualTo("DequantizeLinear"), node.Name);
        var (data, shape) = _integers.TryGetValue(dequantize.Input[0], out var values)
            ? (values.Data.Select(value => (int)value).ToArray(), values.Shape)
            : (Numbers(dequantize.Input[0]), _constants[dequantize.Input[0]].Dims.ToArray());
        return new(data, shape, Floats(dequantize.Input[1]), Numbers(dequantize.Input[2])[0]);
    }

    private float[] Floats(string constant) => ConstantTensor.Floats(_constants[constant]);

    private int[] Numbers(string constant)
    {
        var bytes = _constants[constant].RawData.ToByteArray();
        return (DataType)_constants[constant].DataType switch
        {
            DataType.Uint8 => [.. bytes.Select(value => (int)value)],
            DataType.Int8 => [.. bytes.Select(value => (int)(sbyte)value)],
            _ => MemoryMarshal.Cast<byte, int>(bytes).ToArray(),
        };
    }

    private sealed record Integers(int[] Data, long[] Shape, float[] Scales, int ZeroPoint);
}

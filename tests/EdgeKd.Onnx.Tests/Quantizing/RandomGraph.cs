namespace EdgeKd.Onnx.Tests.Quantizing;

/// <summary>Draws small float32 graphs of what classifiers are made of.</summary>
internal sealed class RandomGraph
{
    private readonly Random _random;
    private readonly GraphProto _graph = new() { Name = "random" };
    private string _tensor = "input";
    private int _channels;
    private int _side;

    private RandomGraph(int seed)
    {
        _random = new Random(seed);
        (_channels, _side) = (_random.Next(1, 5) * 2, _random.Next(5, 9));
    }

    /// <summary>A graph of a few layers, and images for it.</summary>
    /// <param name="seed">Says which.</param>
    public static (ModelProto Model, Values Images) Draw(int seed)
    {
        var drawn = new RandomGraph(seed);
        var images = Values.Random(seed, 2, drawn._channels, drawn._side, drawn._side);
        drawn._graph.Input.Add(GraphWriter.ValueInfo("input", [drawn._channels, drawn._side, drawn._side]));
        drawn.Convolution(drawn._random.Next(1, 5) * 2);
        for (var count = drawn._random.Next(1, 5); count > 0; count--)
            drawn.Layer();
        // Sigmoid and pooling at the very end stay float32.
        if (drawn._graph.Node[^1].OpType is "Sigmoid" or "MaxPool" || drawn._random.Next(2) == 0)
            drawn.Head();
        drawn._graph.Output.Add(new ValueInfoProto { Name = drawn._tensor, Type = GraphWriter.ValueInfo("", []).Type.Clone() });
        drawn._graph.Output[0].Type.TensorType.Shape = null;
        return (new ModelProto { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 } }, Graph = drawn._graph }, images);
    }

    private void Layer()
    {
        switch (_random.Next(9))
        {
            case 0 or 1 or 2:
                Convolution(_random.Next(1, 5) * 2);
                break;
            case 3:
                var before = _tensor;
                Convolution(_channels, keepSide: true);
                Node(_random.Next(2) == 0 ? "Add" : "Mul", [_tensor, before]);
                Activation();
                break;
            case 4:
                Node("Add", [_tensor, Constant([1, _channels, 1, 1], 1)]);
                break;
            case 5:
                Node(_random.Next(2) == 0 ? "Sigmoid" : "LeakyRelu", [_tensor]);
                break;
            case 6:
                var first = _tensor;
                Convolution(_random.Next(1, 4), keepSide: true);
                Node("Concat", [_tensor, first], NodeAttribute.Int("axis", 1));
                _channels += ConcatenatedChannels;
                break;
            default:
                Pool();
                break;
        }
    }

    private int ConcatenatedChannels { get; set; }

    private void Convolution(int outputs, bool keepSide = false)
    {
        ConcatenatedChannels = _channels;
        int[] choices = [.. new[] { 1, 2, _channels }.Where(count => _channels % count == 0)];
        var groups = keepSide ? 1 : choices[_random.Next(choices.Length)];
        outputs = groups == 1 ? outputs : groups * _random.Next(1, 3);
        var kernel = keepSide ? 3 : _random.Next(1, Math.Min(4, _side + 1));
        var (stride, pad) = keepSide ? (1, 1) : (_random.Next(1, 3), _random.Next(kernel));
        List<string> inputs = [_tensor, Constant([outputs, _channels / groups, kernel, kernel], 1)];
        if (_random.Next(4) > 0)
            inputs.Add(Constant([outputs], 1));
        Node("Conv", inputs,
            NodeAttribute.Int("group", groups), NodeAttribute.Ints("kernel_shape", kernel, kernel),
            NodeAttribute.Ints("strides", stride, stride), NodeAttribute.Ints("pads", pad, pad, pad, pad));
        (_channels, _side) = (outputs, ((_side + (2 * pad) - kernel) / stride) + 1);
        Activation();
    }

    private void Activation()
    {
        var choice = _random.Next(4);
        if (choice == 0)
            Node("Relu", [_tensor]);
        else if (choice == 1)
            Node("Clip", [_tensor, Constant([], 0), Constant([], 0, 6)]);
        else if (choice == 2 && _random.Next(3) == 0)
            Node("Clip", [_tensor, Constant([], 0, -1), Constant([], 0, 1)]);
    }

    private void Pool()
    {
        if (_side < 2)
            return;
        var isMax = _random.Next(2) == 0;
        List<AttributeProto> attributes = [NodeAttribute.Ints("kernel_shape", 2, 2), NodeAttribute.Ints("strides", 1, 1)];
        if (!isMax)
            attributes.Add(NodeAttribute.Int("count_include_pad", _random.Next(2)));
        var isPadded = _random.Next(2) == 0;
        if (isPadded)
            attributes.Add(NodeAttribute.Ints("pads", 1, 1, 0, 0));
        Node(isMax ? "MaxPool" : "AveragePool", [_tensor], [.. attributes]);
        _side -= isPadded ? 0 : 1;
    }

    private void Head()
    {
        Node("GlobalAveragePool", [_tensor]);
        Node("Flatten", [_tensor], NodeAttribute.Int("axis", 1));
        var isTransposed = _random.Next(2);
        var classes = _random.Next(1, 6);
        Node("Gemm", [_tensor, Constant(isTransposed == 1 ? [classes, _channels] : [_channels, classes], 1), Constant([classes], 1)], NodeAttribute.Int("transB", isTransposed));
    }

    private void Node(string opType, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        _tensor = $"t{_graph.Node.Count}";
        _graph.Node.Add(new NodeProto { OpType = opType, Name = $"{opType}{_graph.Node.Count}", Input = { inputs }, Output = { _tensor }, Attribute = { attributes } });
    }

    private string Constant(long[] shape, float spread, float centre = 0)
    {
        var name = $"c{_graph.Initializer.Count}";
        var count = shape.Aggregate(1L, (a, b) => a * b);
        float[] values = [.. Enumerable.Range(0, (int)count).Select(_ => centre + (spread * (float)((_random.NextDouble() * 2) - 1)))];
        _graph.Initializer.Add(ConstantTensor.Create<float>(name, values, shape));
        return name;
    }
}

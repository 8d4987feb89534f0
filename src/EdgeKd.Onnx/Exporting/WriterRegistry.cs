using EdgeKd.Onnx.Writers;

namespace EdgeKd.Onnx;

/// <summary>The writers, one a module type.</summary>
/// <remarks>For a module of your own, make a <see cref="ModuleWriter{TModule}"/> and <see cref="Register"/> it.</remarks>
public sealed class WriterRegistry
{
    private readonly Dictionary<Type, IModuleWriter> _writers = [];

    /// <summary>Creates a registry with the writers of this library.</summary>
    public WriterRegistry()
    {
        IModuleWriter[] writers =
        [
            // Containers and blocks.
            new SequentialWriter(), new ImageClassifierWriter(), new ConvBnActWriter(), new InvertedResidualWriter(),
            new InvertedResidualV3Writer(), new SqueezeExciteWriter(), new DepthwiseSeparableWriter(), new BasicBlockWriter(),
            new BranchedBlockWriter(), new BranchedConvolutionWriter(), new ResidualWriter(), new ConcatenationWriter(),
            new BottleneckWriter(), new PreActivationBlockWriter(), new ShuffleNetV1UnitWriter(), new ShuffleNetV2UnitWriter(),
            // Layers with weights.
            new ConvolutionWriter(), new LinearWriter(), new BatchNorm1dWriter(), new BatchNorm2dWriter(),
            // Activations.
            new ReluWriter(), new Relu6Writer(), new LeakyReluWriter(), new HardswishWriter(), new HardsigmoidWriter(),
            new SigmoidWriter(), new SiluWriter(), new GeluWriter(), new TanhWriter(), new SoftmaxWriter(), new LogSoftmaxWriter(),
            // Shapes.
            new MaxPoolWriter(), new AveragePoolWriter(), new AdaptiveAveragePoolWriter(), new AdaptiveMaxPoolWriter(),
            new FlattenWriter(),
            new ChannelShuffleWriter(),
            // Nothing in evaluation.
            new IdentityWriter(), new DropoutWriter(),
        ];
        Array.ForEach(writers, writer => Register(writer));
    }

    /// <summary>Adds a writer, or replaces the one for the same module type.</summary>
    /// <returns>This registry.</returns>
    public WriterRegistry Register(IModuleWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writers[writer.ModuleType] = writer;
        return this;
    }

    /// <summary>Finds the writer for a module type: its own, else that of its nearest base type, else null.</summary>
    public IModuleWriter? Find(Type moduleType)
    {
        for (var type = moduleType; type is not null; type = type.BaseType)
        {
            if (_writers.TryGetValue(type, out var writer))
                return writer;
        }

        return null;
    }
}

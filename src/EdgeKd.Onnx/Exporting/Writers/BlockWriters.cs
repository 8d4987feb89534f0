using EdgeKd.Models.Blocks;
using EdgeKd.Reparameterization;
using static TorchSharp.torch;

namespace EdgeKd.Onnx.Writers;

/// <summary>Writes Conv with its normalisation folded in, then the activation.</summary>
internal sealed class ConvBnActWriter : ModuleWriter<ConvBnAct>
{
    protected override GraphValue Write(ConvBnAct module, GraphValue input, GraphWriter graph)
    {
        var value = ChainWriter.Write([("conv", module.Conv), ("norm", module.Norm)], input, graph);
        return module.Activation is null ? value : graph.Write("act", module.Activation, value);
    }
}

/// <summary>Writes expansion, depthwise convolution, projection and the sum with the input.</summary>
internal sealed class InvertedResidualWriter : ModuleWriter<InvertedResidual>
{
    protected override GraphValue Write(InvertedResidual module, GraphValue input, GraphWriter graph)
    {
        var value = module.Expand is null ? input : graph.Write("expand", module.Expand, input);
        value = graph.Write("depthwise", module.Depthwise, value);
        value = graph.Write("project", module.Project, value);
        return module.HasShortcut ? Residual.Add(value, input, graph) : value;
    }
}

/// <summary>Writes expansion, depthwise convolution, squeeze-and-excite, projection and the sum with the input.</summary>
internal sealed class InvertedResidualV3Writer : ModuleWriter<InvertedResidualV3>
{
    protected override GraphValue Write(InvertedResidualV3 module, GraphValue input, GraphWriter graph)
    {
        var value = module.Expand is null ? input : graph.Write("expand", module.Expand, input);
        value = graph.Write("depthwise", module.Depthwise, value);
        value = module.SqueezeExcite is null ? value : graph.Write("squeeze", module.SqueezeExcite, value);
        value = graph.Write("project", module.Project, value);
        return module.HasShortcut ? Residual.Add(value, input, graph) : value;
    }
}

/// <summary>Writes the path to the weights of the channels, and the product with the input.</summary>
internal sealed class SqueezeExciteWriter : ModuleWriter<SqueezeExcite>
{
    protected override GraphValue Write(SqueezeExcite module, GraphValue input, GraphWriter graph)
    {
        var value = graph.Write("reduce", module.Reduce, graph.Write("pool", module.Pool, input));
        value = graph.Write("expand", module.Expand, graph.Write("act", module.Activation, value));
        var weights = graph.Write("gate", module.Gate, value);
        return weights.Shape.SequenceEqual([input.Shape[0], 1, 1])
            ? graph.Node("Mul", [input.Name, weights.Name], input.Shape, part: "mul")
            : throw graph.Fault($"its gate gives {weights.ShapeText} for {input.ShapeText}; one weight a channel is needed.");
    }
}

/// <summary>Writes the depthwise and the pointwise convolution.</summary>
internal sealed class DepthwiseSeparableWriter : ModuleWriter<DepthwiseSeparable>
{
    protected override GraphValue Write(DepthwiseSeparable module, GraphValue input, GraphWriter graph) =>
        graph.Write("pointwise", module.Pointwise, graph.Write("depthwise", module.Depthwise, input));
}

/// <summary>Writes two convolutions, the shortcut, their sum and its activation.</summary>
internal sealed class BasicBlockWriter : ModuleWriter<BasicBlock>
{
    protected override GraphValue Write(BasicBlock module, GraphValue input, GraphWriter graph)
    {
        var value = graph.Write("second", module.Second, graph.Write("first", module.First, input));
        var shortcut = module.Shortcut is null ? input : graph.Write("downsample", module.Shortcut, input);
        return graph.Write("act", module.Activation, Residual.Add(value, shortcut, graph));
    }
}

/// <summary>Writes the merged branches, squeeze-and-excite and the activation of RepVGG's and MobileOne's blocks.</summary>
internal sealed class BranchedBlockWriter : ModuleWriter<BranchedBlock>
{
    protected override GraphValue Write(BranchedBlock module, GraphValue input, GraphWriter graph)
    {
        var value = graph.Write("conv", module.Convolution, input);
        value = module.SqueezeExcite is null ? value : graph.Write("se", module.SqueezeExcite, value);
        return graph.Write("activation", module.Activation, value);
    }
}

/// <summary>Writes the one Conv that the branches are merged to or, where they are kept, a Conv each and their sum.</summary>
internal sealed class BranchedConvolutionWriter : ModuleWriter<BranchedConvolution>
{
    protected override GraphValue Write(BranchedConvolution module, GraphValue input, GraphWriter graph) => graph.Branches == BranchForm.Keep
        ? module.Branches.Select(branch => Write(branch, input, graph)).Aggregate((sum, branch) => Residual.Add(sum, branch, graph))
        : WriteMerged(module, input, graph);

    // A shortcut's normalisation is a factor and a shift a channel: a depthwise 1×1 convolution.
    private static GraphValue Write(ConvolutionBranch branch, GraphValue input, GraphWriter graph) => branch.Convolution is { } conv
        ? ChainWriter.Write([($"{branch.Name}.conv", conv), ($"{branch.Name}.bn", branch.Norm)], input, graph)
        : graph.Within(branch.Name, branch.Norm, () =>
        {
            using var scope = NewDisposeScope();
            var channels = branch.Norm.num_features;
            var kernel = IdentityKernel.Create(channels, channels, 1, device: branch.Norm.running_mean?.device);
            var fused = ChainWriter.Fuse(
                () => BatchNormFusion.Fuse(kernel, null, branch.Norm.running_mean, branch.Norm.running_var, branch.Norm.weight, branch.Norm.bias, branch.Norm.eps), graph);
            return ConvolutionWriter.Write(new SlidingWindow([1, 1], [1, 1], [1, 1], [0, 0, 0, 0]), channels, fused.Weight, fused.Bias, input, graph);
        });

    private static GraphValue WriteMerged(BranchedConvolution module, GraphValue input, GraphWriter graph)
    {
        using var merged = ChainWriter.Fuse(() => BranchedConvolutionFusion.Fuse(module), graph);
        long[] pads = [module.KernelSize[0] / 2, module.KernelSize[1] / 2];
        var window = new SlidingWindow(module.KernelSize, module.Stride, [1, 1], [.. pads, .. pads]);
        return ConvolutionWriter.Write(window, module.Groups, merged.Weight, merged.Bias, input, graph);
    }
}

/// <summary>The sum of a block's body and its shortcut.</summary>
internal static class Residual
{
    public static GraphValue Add(GraphValue body, GraphValue shortcut, GraphWriter graph)
    {
        if (!body.Shape.SequenceEqual(shortcut.Shape))
            throw graph.Fault($"its body gives {body.ShapeText} and its shortcut {shortcut.ShapeText}; they cannot be added.");
        return graph.Node("Add", [body.Name, shortcut.Name], body.Shape, part: "add");
    }
}

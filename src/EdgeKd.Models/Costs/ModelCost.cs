using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Counts parameters and multiply-accumulates.</summary>
public static class ModelCost
{
    /// <summary>Runs one black image through the network in evaluation mode and adds up what its layers do.</summary>
    /// <param name="model">The network; its training mode and weights are as before afterwards. Not to be used elsewhere meanwhile.</param>
    /// <param name="height">Image height in pixels.</param>
    /// <param name="width">Image width in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public static ModelCostReport Measure(ImageClassifier model, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);

        var macs = 0L;
        var modules = model.modules().ToArray();
        var trainingModes = modules.Select(module => module.training).ToArray();
        var modelMode = model.training;
        var removeHooks = new List<Action>();
        foreach (var module in modules)
        {
            switch (module)
            {
                case Conv2d conv:
                    var convHook = conv.register_forward_hook((_, _, output) => Count(output, Macs(conv, output)));
                    removeHooks.Add(convHook.remove);
                    break;
                case Linear linear:
                    var linearHook = linear.register_forward_hook((_, _, output) => Count(output, linear.weight!.numel()));
                    removeHooks.Add(linearHook.remove);
                    break;
            }
        }

        try
        {
            model.eval();
            RunOnce(model, height, width);
        }
        finally
        {
            removeHooks.ForEach(remove => remove());

            // Parents first: a module's own mode may differ from its parent's, as with frozen normalisation.
            model.train(modelMode);
            foreach (var (module, mode) in modules.Zip(trainingModes))
            {
                module.train(mode);
            }
        }

        return new ModelCostReport(model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()), macs);

        Tensor Count(Tensor output, long layerMacs)
        {
            macs += layerMacs;
            return output;
        }
    }

    /// <summary>Output values times the products behind each: input channels of a group, times kernel area.</summary>
    private static long Macs(Conv2d conv, Tensor output)
    {
        var kernel = conv.weight!.shape;
        return output.numel() * kernel[1] * kernel[2] * kernel[3];
    }

    private static void RunOnce(ImageClassifier model, int height, int width)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var like = model.parameters().First();
        model.call(zeros([1, 3, height, width], dtype: like.dtype, device: like.device));
    }
}

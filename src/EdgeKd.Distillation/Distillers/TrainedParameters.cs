using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>The parameters of a distiller's modules: where the network's own lie, under unique names.</summary>
internal static class TrainedParameters
{
    /// <summary>Moves what is trained beside a network to where the network's parameters lie.</summary>
    public static void Follow(nn.Module network, IEnumerable<nn.Module> modules)
    {
        var device = network.parameters().First().device;
        foreach (var module in modules)
        {
            module.to(device);
        }
    }

    /// <summary>The first module's parameters under their own names, those of the n-th after it under <c>n/</c>.</summary>
    public static IReadOnlyList<(string Name, Parameter Parameter)> Of(IEnumerable<nn.Module> modules) =>
    [
        .. modules.SelectMany((module, index) => module.named_parameters()
            .Where(p => p.parameter.requires_grad)
            .Select(p => (index == 0 ? p.name : $"{index}/{p.name}", p.parameter))),
    ];
}

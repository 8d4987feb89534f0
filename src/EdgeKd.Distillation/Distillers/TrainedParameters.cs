using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>The parameters of a distiller's modules under unique names.</summary>
internal static class TrainedParameters
{
    /// <summary>The first module's parameters under their own names, those of the n-th after it under <c>n/</c>.</summary>
    public static IReadOnlyList<(string Name, Parameter Parameter)> Of(IEnumerable<nn.Module> modules) =>
    [
        .. modules.SelectMany((module, index) => module.named_parameters()
            .Where(p => p.parameter.requires_grad)
            .Select(p => (index == 0 ? p.name : $"{index}/{p.name}", p.parameter))),
    ];
}

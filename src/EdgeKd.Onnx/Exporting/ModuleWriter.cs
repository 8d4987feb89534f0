using static TorchSharp.torch;

namespace EdgeKd.Onnx;

/// <summary>Writes modules of one type; the base of every writer.</summary>
/// <typeparam name="TModule">The type of module.</typeparam>
public abstract class ModuleWriter<TModule> : IModuleWriter
    where TModule : nn.Module
{
    /// <inheritdoc/>
    public Type ModuleType => typeof(TModule);

    GraphValue IModuleWriter.Write(nn.Module module, GraphValue input, GraphWriter graph) =>
        Write((TModule)module, input, graph);

    /// <summary>Writes a module as it computes in evaluation mode.</summary>
    /// <param name="module">The module.</param>
    /// <param name="input">Its input.</param>
    /// <param name="graph">Takes the nodes and constants.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="OnnxExportException">The module cannot be written.</exception>
    protected abstract GraphValue Write(TModule module, GraphValue input, GraphWriter graph);
}

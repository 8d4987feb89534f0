using static TorchSharp.torch;

namespace EdgeKd.Onnx;

/// <summary>Writes one type of module as nodes of a graph. Implement it through <see cref="ModuleWriter{TModule}"/>.</summary>
public interface IModuleWriter
{
    /// <summary>The type of module; types derived from it are written by the same writer unless they have their own.</summary>
    Type ModuleType { get; }

    /// <summary>Writes a module.</summary>
    /// <param name="module">The module, of <see cref="ModuleType"/>.</param>
    /// <param name="input">Its input.</param>
    /// <param name="graph">Takes the nodes and constants.</param>
    /// <returns>Its output; the input itself where the module does nothing in evaluation.</returns>
    /// <exception cref="OnnxExportException">The module cannot be written.</exception>
    GraphValue Write(nn.Module module, GraphValue input, GraphWriter graph);
}

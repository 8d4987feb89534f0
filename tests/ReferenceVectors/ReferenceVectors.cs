using EdgeKd.Models;
using static TorchSharp.torch;

namespace EdgeKd;

/// <summary>One file of reference vectors: tensors by name.</summary>
/// <remarks>
/// Read from the folder that the environment variable <see cref="FolderVariable"/> names, else from the copies in the
/// test's output folder. Owns its tensors; they are float64 or int64, on the CPU and outside every dispose scope.
/// </remarks>
public sealed class ReferenceVectors : IDisposable
{
    /// <summary>The environment variable that names another folder of the same layout.</summary>
    public const string FolderVariable = "EDGEKD_VECTORS";

    private readonly SafetensorsFile file;
    private readonly string path;

    private ReferenceVectors(SafetensorsFile file, string path)
    {
        this.file = file;
        this.path = path;
    }

    /// <summary>Every tensor's name, in the order of the file.</summary>
    public IEnumerable<string> Names => file.Tensors.Keys;

    /// <summary>The tensor of that name; owned by the file.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    public Tensor this[string name] => file.Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"{path} has no tensor '{name}'.");

    /// <summary>Reads a file.</summary>
    /// <param name="fileName">Such as <c>kd.safetensors</c>.</param>
    /// <exception cref="FileNotFoundException">The folder has no such file.</exception>
    public static ReferenceVectors Open(string fileName)
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "vectors");
        var path = Path.Combine(folder, fileName);
        return File.Exists(path)
            ? new ReferenceVectors(Safetensors.Load(path), path)
            : throw new FileNotFoundException(
                $"No reference vectors at {path}: set {FolderVariable} to a folder that holds {fileName}, or unset it.", path);
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Has(string name) => file.Tensors.ContainsKey(name);

    /// <summary>The first element of a tensor.</summary>
    public double Number(string name) => this[name].data<double>()[0];

    /// <summary>A copy of a tensor in another floating-point type; owned by the caller's dispose scope.</summary>
    public Tensor Of(string name, ScalarType type) => this[name].to(type).clone();

    /// <summary>Disposes the tensors.</summary>
    public void Dispose() => file.Dispose();
}

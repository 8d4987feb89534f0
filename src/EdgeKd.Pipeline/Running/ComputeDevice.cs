using System.Globalization;
using TorchSharp;

namespace EdgeKd.Pipeline.Running;

/// <summary>Where networks are trained and teachers run: the processor, or a GPU that libtorch sees.</summary>
internal sealed record ComputeDevice
{
    private const string CudaName = "cuda";

    private ComputeDevice(string name) => Name = name;

    public static ComputeDevice Cpu { get; } = new("cpu");

    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Name { get; }

    public bool IsCpu => this == Cpu;

    /// <summary>For <c>.to(device)</c> of networks; batches follow the networks.</summary>
    public torch.Device Torch => torch.device(Name);

    /// <summary>Threads that prepare batches: training on the processor leaves one, a GPU leaves all but the one that feeds it.</summary>
    public int LoaderThreads(int threads) => IsCpu ? 1 : Math.Clamp(threads - 1, 1, 8);

    /// <summary>Reads a device's name and asks libtorch whether it is there.</summary>
    /// <exception cref="ArgumentException">There is no such device; one line.</exception>
    public static ComputeDevice Parse(string text)
    {
        if (text == Cpu.Name)
            return Cpu;
        var index = text == CudaName ? 0 : IndexOf(text);
        if (index < 0)
            throw new ArgumentException($"device '{text}' is unknown; use cpu, cuda or cuda:N");
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (count == 0)
            throw new ArgumentException($"device {text}: libtorch {torch.__version__} sees no GPU; name a CUDA build with LIBTORCH_ROOT when building, look at nvidia-smi, or use device cpu");
        if (index >= count)
            throw new ArgumentException($"device {text}: there are {count} GPUs, numbered from 0");
        return new ComputeDevice(string.Create(CultureInfo.InvariantCulture, $"{CudaName}:{index}"));
    }

    private static int IndexOf(string text) =>
        text.StartsWith(CudaName + ":", StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(CudaName.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}

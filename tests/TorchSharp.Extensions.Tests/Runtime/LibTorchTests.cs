namespace TorchSharp.Extensions.Tests.Runtime;

[TestFixture]
internal sealed class LibTorchTests
{
    [Test]
    public void TheLibraryInUseIsDescribed()
    {
        Assert.That(LibTorch.Version, Does.Match(@"^\d+\.\d+"));
        Assert.That(LibTorch.BuildConfiguration, Is.Not.Empty);
        Assert.That(LibTorch.CpuCapability, Is.Not.Empty);
        Assert.That(LibTorch.BlasName, Is.Not.Empty);
        Assert.That(LibTorch.HasFastBlas, Is.EqualTo(LibTorch.BlasName != "reference BLAS"));
    }

    [TestCase("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so", "", "OpenBLAS")]
    [TestCase("/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3", "", "OpenBLAS")]
    [TestCase("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", "", "reference BLAS")]
    [TestCase("/opt/intel/libmkl_rt.so.2", "", "MKL")]
    [TestCase("/x/libtorch_cpu.so", "Build settings: BLAS_INFO=mkl, ...", "MKL")]
    [TestCase("/usr/lib/x86_64-linux-gnu/blis-pthread/libblas.so.4", "", "BLIS")]
    [TestCase("/usr/lib/x86_64-linux-gnu/atlas/libblas.so.3", "", "ATLAS")]
    [TestCase("/x/libtorch_cpu.so", "", "built into libtorch")]
    public void TheBlasIsKnownByItsPath(string path, string configuration, string expected)
        => Assert.That(LibTorch.FindBlas(["/lib/libc.so.6", path], configuration), Is.EqualTo(expected));
}

using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using EdgeKd.Benchmarks.Kernels;

namespace EdgeKd.Benchmarks.Tests.Kernels;

/// <summary>Each kernel runs: a broken one would come to light only when somebody measures.</summary>
[TestFixture]
public class KernelTests
{
    private static IEnumerable<Type> Kernels => KernelBenchmarks.Kernels;

    [TestCaseSource(nameof(Kernels))]
    public void RunsTwice(Type kernels)
    {
        var instance = Activator.CreateInstance(kernels)!;
        foreach (var property in kernels.GetProperties())
            property.SetValue(instance, property.GetCustomAttribute<ParamsAttribute>()!.Values[0]);
        Call<GlobalSetupAttribute>();
        Assert.That(Call<BenchmarkAttribute>(), Is.Positive);
        Call<BenchmarkAttribute>();
        Call<GlobalCleanupAttribute>();

        int Call<T>()
            where T : Attribute
        {
            var methods = kernels.GetMethods().Where(method => method.IsDefined(typeof(T))).ToArray();
            foreach (var method in methods)
                method.Invoke(instance, null);
            return methods.Length;
        }
    }

    [Test]
    public void EveryClassOfKernelsIsMeasured() => Assert.That(
        typeof(KernelBenchmarks).Assembly.GetTypes().Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute)))),
        Is.EquivalentTo(KernelBenchmarks.Kernels));

    [Test]
    public void ThePeersAreOfKernelsThatAreMeasured() => Assert.That(
        KernelPeers.Kernels,
        Is.SubsetOf(Kernels.SelectMany(kernel => BenchmarkConverter.TypeToBenchmarks(kernel).BenchmarksCases).Select(KernelBenchmarks.NameOf)));
}

using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Interop;

[TestFixture]
internal sealed class OpTests
{
    private static readonly Op Ones = new("aten::ones");
    private static readonly Op Conv2d = new("aten::conv2d");
    private static readonly Op Sum = new("aten::sum");
    private static readonly Op Split = new("aten::split", "Tensor");

    [Test]
    public void ConvolutionGoesForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        var x = Ones.Call(new long[] { 1, 2, 4, 4 });
        var w = Ones.Call(new long[] { 3, 2, 3, 3 }).requires_grad_();
        var y = Conv2d.Call(x, w, Arg.None, 1, 1);
        Assert.That(y.shape, Is.EqualTo(new long[] { 1, 3, 4, 4 }));
        Assert.That(y.data<float>()[0, 0, 1, 1], Is.EqualTo(18));
        Sum.Call(y).backward();
        Assert.That(w.grad!.data<float>()[0, 0, 1, 1], Is.EqualTo(16));
        Assert.That(w.grad!.data<float>()[0, 0, 0, 0], Is.EqualTo(9));
    }

    [Test]
    public void ManyResultsAreAllDelivered([Values(1, 8, 9, 100)] int count)
    {
        using var scope = NewDisposeScope();
        var parts = Split.CallMany(Ones.Call(new long[] { count }), 1);
        Assert.That(parts, Has.Length.EqualTo(count));
        Assert.That(parts.All(p => p.numel() == 1));
    }

    [Test]
    public void EveryOperatorNamedInTheBindingsExists()
    {
        const System.Reflection.BindingFlags Static =
            System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public;
        var missing = new List<string>();
        var count = 0;
        foreach (var field in typeof(torch).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters).SelectMany(t => t.GetFields(Static)))
        {
            if (field.FieldType != typeof(Op)) continue;
            var op = (Op)field.GetValue(null)!;
            count++;
            try
            {
                op.Resolve();
            }
            catch (ExternalException)
            {
                missing.Add($"{field.DeclaringType!.Name}.{field.Name}: {op}");
            }
        }

        Assert.That(missing, Is.Empty);
        Assert.That(count, Is.GreaterThan(300));
    }

    [Test]
    public void AnErrorCarriesLibtorchsMessage()
    {
        using var x = Ones.Call(new long[] { 2, 3 });
        using var w = Ones.Call(new long[] { 2, 3, 3, 3 });
        var error = Assert.Throws<ExternalException>(() => Conv2d.Call(x, w))!;
        Assert.That(error.Message, Does.Contain("Expected").And.Not.Contain("Exception raised from"));
    }

    [Test]
    public void AnUnknownOperatorAndAWrongArgumentAreErrors()
    {
        Assert.Throws<ExternalException>(() => new Op("aten::no_such").Call());
        using var x = Ones.Call(new long[] { 2 });
        Assert.That(() => Conv2d.Call(x, "a"), Throws.TypeOf<ExternalException>().With.Message.Contains("weight"));
        Assert.That(() => Conv2d.Call(x), Throws.TypeOf<ExternalException>().With.Message.Contains("weight"));
        Assert.That(() => Sum.Call(x, Arg.None, 1, 2, 3), Throws.TypeOf<ExternalException>().With.Message.Contains("arguments"));
    }
}

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope: tensors made on this thread until it is disposed belong to it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    /// <summary>The innermost open scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    /// <summary>Runs the code in a scope of its own; its result moves to the scope outside.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="WrappedTensorDisposeScope"/>
    public static (T1 first, T2 second) WrappedTensorDisposeScope<T1, T2>(Func<(T1 first, T2 second)> expr)
        where T1 : IDisposable where T2 : IDisposable
    {
        using var scope = NewDisposeScope();
        var (first, second) = expr();
        return scope.MoveToOuter(first, second);
    }
}

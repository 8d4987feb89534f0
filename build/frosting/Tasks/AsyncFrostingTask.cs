using Cake.Core;

namespace Cake.Frosting;

/// <summary>A target whose work is asynchronous, with the plain context.</summary>
public abstract class AsyncFrostingTask : AsyncFrostingTask<ICakeContext>;

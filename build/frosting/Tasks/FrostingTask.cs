using Cake.Core;

namespace Cake.Frosting;

/// <summary>A target whose work is synchronous, with the plain context.</summary>
public abstract class FrostingTask : FrostingTask<ICakeContext>;

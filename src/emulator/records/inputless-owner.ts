/** What owners of containers are told and asked that matters only to those whose containers take more than one input. */
export abstract class InputlessOwner {
  snapshot(): undefined {}

  started(): void {}

  idled(): void {}

  retires(): void {}

  left(): void {}

  adjust(): void {}
}

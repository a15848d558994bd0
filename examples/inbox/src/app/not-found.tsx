import { NothingHere } from '../components/nothing-here'

export default function NotFoundPage() {
  return <NothingHere />
}
